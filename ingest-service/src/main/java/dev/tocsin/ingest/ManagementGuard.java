package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.CannotOpenDoor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Nobody but this machine reads metrics without the token. Health stays open, for probes cannot send one.
 */
final class ManagementGuard extends OncePerRequestFilter {
    private static final String HEALTH = "/actuator/health";

    private final @Nullable String token;

    /** Throws {@link CannotOpenDoor} if the port would be open to others without a token. */
    ManagementGuard(@Nullable InetAddress address, @Nullable String token) {
        boolean isLocal = address != null && address.isLoopbackAddress();
        if (!isLocal && token == null) {
            throw new CannotOpenDoor("without a token everybody who reaches the management port could read it: set"
                    + " tocsin.ingest.token (TOCSIN_TOKEN), or leave TOCSIN_INGEST_MANAGEMENT_ADDRESS at 127.0.0.1");
        }
        this.token = token;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isHealth = request.getRequestURI().equals(HEALTH)
                || request.getRequestURI().startsWith(HEALTH + "/");
        if (isHealth || isLocal(request) || hasToken(request)) {
            chain.doFilter(request, response);
        } else {
            response.setHeader("WWW-Authenticate", "Bearer");
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        }
    }

    private static boolean isLocal(HttpServletRequest request) throws IOException {
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }

    private boolean hasToken(HttpServletRequest request) {
        String given = request.getHeader("Authorization");
        return token != null
                && given != null
                && MessageDigest.isEqual(
                        ("Bearer " + token).getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
