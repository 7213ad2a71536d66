package dev.tocsin.alert.api;

import dev.tocsin.access.Caller;
import dev.tocsin.access.LoopbackRule;
import dev.tocsin.access.RateLimit;
import dev.tocsin.access.Reload;
import dev.tocsin.access.Right;
import dev.tocsin.access.TokenBook;
import jakarta.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who may come in, at the API and at the management port: the one place that is asked. While no token is demanded the
 * engine listens on this machine only, and everybody on it may everything. Once one is, whoever changes something needs
 * one with that right, and whoever reads from another machine needs one too. Health stays open, for probes send none.
 */
public final class DoorGuard extends OncePerRequestFilter {
    private static final Logger LOG = LoggerFactory.getLogger(DoorGuard.class);
    private static final String HEALTH = "/actuator/health";
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final TokenBook tokens;
    private final RateLimit rate;
    private final InstantSource clock;
    private volatile Instant nextLook = Instant.MIN;

    public DoorGuard(TokenBook tokens, RateLimit rate, InstantSource clock) {
        this.tokens = tokens;
        this.rate = rate;
        this.clock = clock;
    }

    /**
     * Why somebody is not let in.
     *
     * @param again how long until it may be tried again; null if waiting does not help
     */
    record Refusal(
            int status,
            String reason,
            String hint,
            @Nullable Duration again) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Instant now = clock.instant();
        lookAgain(now);
        String path = request.getRequestURI();
        boolean isHealth = path.equals(HEALTH) || path.startsWith(HEALTH + "/");
        Optional<Refusal> refusal = isHealth
                ? Optional.empty()
                : refusalOf(request.getMethod(), isLocal(request), request.getHeader("Authorization"), now);
        if (refusal.isPresent()) {
            answer(response, refusal.get());
        } else {
            chain.doFilter(request, response);
        }
    }

    /**
     * Empty for who may come in.
     *
     * @param isLocal whether the request comes from this machine
     * @param authorization the header; null for none
     */
    Optional<Refusal> refusalOf(String method, boolean isLocal, @Nullable String authorization, Instant now) {
        Right right = READS.contains(method) ? Right.READ : Right.OPERATE;
        boolean isFree = !tokens.demandsToken() || (authorization == null && isLocal && right == Right.READ);
        if (isFree) {
            return Optional.empty();
        }
        Optional<Caller> caller = tokens.callerOfHeader(authorization, now);
        if (caller.isEmpty()) {
            return Optional.of(new Refusal(
                    UNAUTHORIZED,
                    authorization == null ? "this needs a token" : "the token is not known, or is no longer valid",
                    "Authorization: Bearer ..., with the right to " + (right == Right.READ ? "read" : "change"),
                    null));
        }
        if (!caller.get().may(right)) {
            return Optional.of(new Refusal(FORBIDDEN, caller.get().lacks(right), "use a token of that role", null));
        }
        Duration wait = rate.take(caller.get().name(), now);
        return wait.isZero()
                ? Optional.empty()
                : Optional.of(new Refusal(TOO_MANY, "too many requests with this token", "wait a little", wait));
    }

    /** A proxy on this machine says for whom it asks. */
    private static boolean isLocal(HttpServletRequest request) throws IOException {
        return request.getHeader("X-Forwarded-For") == null
                && request.getHeader("Forwarded") == null
                && LoopbackRule.isLocal(InetAddress.getByName(request.getRemoteAddr()));
    }

    private void lookAgain(Instant now) {
        if (now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(LOOK);
        switch (tokens.readAgain()) {
            case Reload.Unchanged _ -> {}
            case Reload.Taken(String what) ->
                LOG.atInfo().addKeyValue("what", what).log("tokens read again");
            case Reload.Refused(String reason) ->
                LOG.atError()
                        .addKeyValue("reason", reason)
                        .log("tokens cannot be read; those known so far stay in force");
        }
    }

    private static void answer(HttpServletResponse response, Refusal refusal) throws IOException {
        response.setStatus(refusal.status());
        if (refusal.status() == UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        if (refusal.again() != null) {
            response.setHeader(
                    "Retry-After", Long.toString(Math.max(1, refusal.again().toSeconds())));
        }
        response.setContentType("application/json");
        response.getOutputStream()
                .write(Json.createObjectBuilder()
                        .add(
                                "error",
                                Json.createObjectBuilder()
                                        .add("reason", refusal.reason())
                                        .add("hint", refusal.hint()))
                        .build()
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }
}
