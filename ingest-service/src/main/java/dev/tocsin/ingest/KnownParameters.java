package dev.tocsin.ingest;

import dev.tocsin.settings.DidYouMean;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses a query parameter that a page of ours does not know: of a filter that is misspelt nothing would be left, and all
 * would be meant.
 */
@Component
final class KnownParameters implements HandlerInterceptor, WebMvcConfigurer {
    private static final int LONGEST_TOLD = 50;

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method && isOurs(method)) {
            List<String> known = Arrays.stream(method.getMethod().getParameters())
                    .flatMap(KnownParameters::name)
                    .toList();
            request.getParameterMap().keySet().stream()
                    .filter(name -> !known.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new Unknown(name.substring(0, Math.min(LONGEST_TOLD, name.length())), known);
                    });
        }
        return true;
    }

    private static boolean isOurs(HandlerMethod method) {
        return method.getBeanType().getPackage().equals(KnownParameters.class.getPackage());
    }

    private static Stream<String> name(Parameter parameter) {
        return Stream.ofNullable(parameter.getAnnotation(RequestParam.class))
                .map(query -> query.name().isEmpty() ? parameter.getName() : query.name());
    }

    /** Nothing was done. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String hint;

        private Unknown(String name, List<String> known) {
            super("there is no query parameter '" + name + "' here");
            this.hint = DidYouMean.nearest(name, known)
                            .map(meant -> "is it " + meant + " that is meant? ")
                            .orElse("")
                    + (known.isEmpty()
                            ? "There is none at this path; what is asked for stands in the body"
                            : "There are " + String.join(", ", known));
        }

        String hint() {
            return hint;
        }
    }
}
