package dev.tocsin.ingest;

import dev.tocsin.access.Caller;
import dev.tocsin.access.LoopbackRule;
import dev.tocsin.access.Right;
import dev.tocsin.access.TokenBook;
import dev.tocsin.ingest.receive.CannotOpenDoor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Nobody but this machine reads metrics without a token that may read. Health stays open, for probes cannot send one.
 * A token that is not known is refused from everywhere.
 */
final class ManagementGuard extends OncePerRequestFilter {
    private static final String HEALTH = "/actuator/health";

    private final TokenBook tokens;
    private final InstantSource clock;

    /** Throws {@link CannotOpenDoor} if the port would be open to others without a token. */
    ManagementGuard(@Nullable InetAddress address, TokenBook tokens, InstantSource clock) {
        LoopbackRule.refusal(
                        "the management port",
                        address,
                        tokens.demandsToken(),
                        "TOCSIN_INGEST_MANAGEMENT_ADDRESS",
                        "TOCSIN_TOKEN")
                .ifPresent(sentence -> {
                    throw new CannotOpenDoor(sentence);
                });
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isHealth = request.getRequestURI().equals(HEALTH)
                || request.getRequestURI().startsWith(HEALTH + "/");
        String authorization = request.getHeader("Authorization");
        if (isHealth || (authorization == null && isLocal(request))) {
            chain.doFilter(request, response);
            return;
        }
        Optional<Caller> caller = tokens.callerOfHeader(authorization, clock.instant());
        if (caller.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Bearer");
            refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "a token is needed that is known and valid");
        } else if (caller.get().may(Right.READ)) {
            chain.doFilter(request, response);
        } else {
            refuse(response, HttpServletResponse.SC_FORBIDDEN, caller.get().lacks(Right.READ));
        }
    }

    /** The reason holds names of tokens and roles only, which need no escape. */
    private static void refuse(HttpServletResponse response, int status, String reason) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream()
                .write(("{\"error\":{\"reason\":\"" + reason + "\",\"hint\":\"send the header Authorization: Bearer"
                                + " <token>\"}}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** A proxy on this machine says for whom it asks. */
    private static boolean isLocal(HttpServletRequest request) throws IOException {
        return request.getHeader("X-Forwarded-For") == null
                && request.getHeader("Forwarded") == null
                && LoopbackRule.isLocal(InetAddress.getByName(request.getRemoteAddr()));
    }
}
