package dev.tocsin.alert.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Who may change something: whoever has the engine's token; without one everybody on this machine, as nothing listens
 * beyond it then. The one place that is asked.
 */
public final class WriteGuard implements HandlerInterceptor {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final String SCHEME = "Bearer ";
    private static final int UNAUTHORIZED = 401;

    private final @Nullable String token;

    /** @param token null or blank if there is none */
    public WriteGuard(@Nullable String token) {
        this.token = token == null || token.isBlank() ? null : token.strip();
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (READS.contains(request.getMethod()) || isAllowed(request.getHeader(HttpHeaders.AUTHORIZATION))) {
            return true;
        }
        throw new BadRequest(
                UNAUTHORIZED, "this changes something and needs the engine's token", "Authorization: Bearer ...");
    }

    boolean isAllowed(@Nullable String authorization) {
        if (token == null) {
            return true;
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8));
    }
}
