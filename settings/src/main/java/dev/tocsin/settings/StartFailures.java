package dev.tocsin.settings;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/** Why a service does not start, in the words of the first {@link FailureAnalyzer} that knows: ours come before Spring's. */
final class StartFailures {
    private StartFailures() {}

    /**
     * What happened, and what to do about it; empty if nobody knows.
     *
     * @param context null if it did not come to one
     */
    static Optional<String> inWords(Throwable failure, @Nullable ConfigurableApplicationContext context) {
        ArgumentResolver handed = context == null
                ? ArgumentResolver.none()
                : ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
                        .and(Environment.class, context.getEnvironment());
        return SpringFactoriesLoader.forDefaultResourceLocation(StartFailures.class.getClassLoader())
                .load(FailureAnalyzer.class, handed, (_, _, _) -> {})
                .stream()
                .flatMap(analyzer -> Stream.ofNullable(analyze(analyzer, failure)))
                .map(StartFailures::inWords)
                .findFirst();
    }

    /** One that stumbles over the failure itself must not stand before the others, or before the failure. */
    private static @Nullable FailureAnalysis analyze(FailureAnalyzer analyzer, Throwable failure) {
        try {
            return analyzer.analyze(failure);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static String inWords(FailureAnalysis analysis) {
        return analysis.getDescription()
                + Optional.ofNullable(analysis.getAction())
                        .map(action -> "\n" + action)
                        .orElse("");
    }
}
