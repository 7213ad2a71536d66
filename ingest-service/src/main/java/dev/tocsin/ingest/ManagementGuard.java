package dev.tocsin.ingest;

import dev.tocsin.access.Caller;
import dev.tocsin.access.HealthPath;
import dev.tocsin.access.LocalVisit;
import dev.tocsin.access.LoopbackRule;
import dev.tocsin.access.Right;
import dev.tocsin.access.TokenBook;
import dev.tocsin.ingest.receive.CannotOpenDoor;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Nobody but this machine reads metrics without a token that may read, and once there is a token, what is more than reading
 * needs one from this machine too: files of dead letters are their owner's only. Health stays open, for probes cannot send one, but
 * its details are for who may read. A token that is not known is refused from everywhere.
 */
final class ManagementGuard extends OncePerRequestFilter {
    /** A parameter: what is shown has its secrets in it. */
    static final String RAW = "raw";

    /** Without a sign that may stand for another one. */
    private static final Pattern ANYTHING_TO_READ =
            Pattern.compile("/actuator(?:/[a-z]+)*|/v1/(?:conservation|status)");

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
        String authorization = request.getHeader("Authorization");
        Right needed = neededFor(request);
        boolean needsNoToken = !tokens.demandsToken() || (authorization == null && needed == Right.READ);
        if (needsNoToken && LocalVisit.isLocal(request.getRemoteAddr(), request::getHeader)) {
            chain.doFilter(new Reader(request), response);
            return;
        }
        Optional<Caller> caller =
                tokens.demandsToken() ? tokens.callerOfHeader(authorization, clock.instant()) : Optional.empty();
        boolean may = caller.isPresent() && caller.get().may(needed);
        if (may) {
            chain.doFilter(new Reader(request), response);
        } else if (HealthPath.is(request.getRequestURI())) {
            chain.doFilter(request, response);
        } else if (caller.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Bearer");
            refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "a token is needed that is known and valid");
        } else {
            refuse(response, HttpServletResponse.SC_FORBIDDEN, caller.get().lacks(needed));
        }
    }

    /** Dead letters hold what anybody sent, and what is done with them is not undone. What is not known to be harmless is not. */
    private static Right neededFor(HttpServletRequest request) {
        boolean isLook =
                request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!isLook || request.getParameter(RAW) != null) {
            return Right.ADMINISTER;
        }
        String path = request.getRequestURI();
        return ANYTHING_TO_READ.matcher(path).matches() || HealthPath.is(path) ? Right.READ : Right.OPERATE;
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

    /** To the health page, one who may see its details. */
    private static final class Reader extends HttpServletRequestWrapper {
        private Reader(HttpServletRequest request) {
            super(request);
        }

        @Override
        public Principal getUserPrincipal() {
            return () -> "reader";
        }
    }
}
