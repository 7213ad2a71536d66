package dev.tocsin.alert.api;

import dev.tocsin.access.Caller;
import dev.tocsin.access.ClientAddress;
import dev.tocsin.access.HealthPath;
import dev.tocsin.access.LocalVisit;
import dev.tocsin.access.RateLimit;
import dev.tocsin.access.Right;
import dev.tocsin.access.TokenBook;
import jakarta.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who may come in, at the API and at the management port: the one place that is asked. While no token is demanded the
 * engine listens on this machine only, and everybody on it may everything. Once one is, whoever changes something needs
 * one with that right, and whoever reads from another machine needs one too. Health stays open, for probes send none;
 * its details are for who may read. What Slack signs needs no token: the signature is its proof. Web pages of other sites change nothing, whatever a browser would send for them.
 */
public final class DoorGuard extends OncePerRequestFilter {
    private static final long LARGEST_BODY = 1 << 20;
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int LENGTH_REQUIRED = 411;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;

    private final TokenBook tokens;
    private final RateLimit rate;
    private final InstantSource clock;

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

    /**
     * What a request says of where it comes from.
     *
     * @param address of the other end of the connection
     * @param host the header; null for none
     * @param origin the header, which browsers send with what a page asks for; null for none
     * @param fetchSite the header {@code Sec-Fetch-Site}; null for none
     */
    record Visit(
            String method,
            String address,
            boolean handedOn,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String fetchSite,
            @Nullable String authorization) {
        static Visit of(HttpServletRequest request) {
            return new Visit(
                    request.getMethod(),
                    request.getRemoteAddr(),
                    LocalVisit.isHandedOn(request::getHeader),
                    request.getHeader("Host"),
                    request.getHeader("Origin"),
                    request.getHeader("Sec-Fetch-Site"),
                    request.getHeader("Authorization"));
        }

        Right right() {
            return READS.contains(method) ? Right.READ : Right.OPERATE;
        }

        boolean isLocal() {
            return LocalVisit.isLocal(address, handedOn, host);
        }

        /** Whether a browser asks for a page that is not ours. */
        boolean isOfAnotherSite() {
            boolean isOwnSite = fetchSite == null || fetchSite.equals("same-origin") || fetchSite.equals("none");
            return !isOwnSite || (origin != null && !isOwn(origin));
        }

        private boolean isOwn(String of) {
            int authority = of.indexOf("://");
            return host != null && authority > 0 && of.substring(authority + 3).equalsIgnoreCase(host);
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Instant now = clock.instant();
        response.setHeader("X-Content-Type-Options", "nosniff");
        Visit visit = Visit.of(request);
        boolean isSigned = visit.method().equals("POST") && SlackController.PATH.equals(request.getRequestURI());
        Optional<Refusal> refusal = isSigned ? refusalOfSigned(visit, now) : refusalOf(visit, now);
        if (refusal.isEmpty()) {
            refusal = refusalOf(request.getContentLengthLong(), request.getHeader("Transfer-Encoding"));
        }
        boolean isHealth = visit.right() == Right.READ && HealthPath.is(request.getRequestURI());
        if (refusal.isEmpty()) {
            chain.doFilter(new KnownCaller(request, visitor(visit, now)), response);
        } else if (isHealth) {
            chain.doFilter(request, response);
        } else {
            answer(response, refusal.get());
        }
    }

    /** Empty for who may come in. */
    Optional<Refusal> refusalOf(Visit visit, Instant now) {
        Right right = visit.right();
        String authorization = visit.authorization();
        if (right != Right.READ && visit.isOfAnotherSite()) {
            return Optional.of(new Refusal(
                    FORBIDDEN,
                    "a web page of another site asks for this",
                    "changes come from the engine's own pages, or from programs, which send no Origin",
                    null));
        }
        if (authorization == null && visit.isLocal() && (right == Right.READ || !tokens.demandsToken())) {
            return Optional.empty();
        }
        if (!tokens.demandsToken()) {
            return visit.isLocal()
                    ? Optional.empty()
                    : Optional.of(new Refusal(
                            UNAUTHORIZED,
                            "this comes from elsewhere, by a proxy or a name, and no token is set",
                            "ask at http://127.0.0.1, or set TOCSIN_ENGINE_TOKEN or config/tokens.yml and send one",
                            null));
        }
        Optional<Caller> caller = tokens.callerOfHeader(authorization, now);
        // Who guesses is slowed down by where it sits.
        Duration wait = rate.take(caller.map(Caller::name).orElseGet(() -> ClientAddress.named(visit.address())), now);
        if (!wait.isZero()) {
            return Optional.of(new Refusal(TOO_MANY, "too many requests", "wait a little", wait));
        }
        if (caller.isEmpty()) {
            return Optional.of(new Refusal(
                    UNAUTHORIZED,
                    authorization == null ? "this needs a token" : "the token is not known, or is no longer valid",
                    "Authorization: Bearer ..., with the right to " + (right == Right.READ ? "read" : "change"),
                    null));
        }
        return caller.get().may(right)
                ? Optional.empty()
                : Optional.of(new Refusal(FORBIDDEN, caller.get().lacks(right), "use a token of that role", null));
    }

    /** Of what proves by its signature who sends it: whether that is so is looked at where it is taken. */
    Optional<Refusal> refusalOfSigned(Visit visit, Instant now) {
        if (visit.isOfAnotherSite()) {
            return Optional.of(new Refusal(
                    FORBIDDEN, "a web page of another site asks for this", "only Slack sends what is signed", null));
        }
        Duration wait = rate.take(ClientAddress.named(visit.address()), now);
        return wait.isZero()
                ? Optional.empty()
                : Optional.of(new Refusal(TOO_MANY, "too many requests", "wait a little", wait));
    }

    /** Whether a body is too large is known before it is read. */
    static Optional<Refusal> refusalOf(long contentLength, @Nullable String transferEncoding) {
        if (contentLength > LARGEST_BODY) {
            return Optional.of(new Refusal(
                    TOO_LARGE, "the request is larger than 1 MB", "nothing that the engine takes is that large", null));
        }
        return transferEncoding == null
                ? Optional.empty()
                : Optional.of(
                        new Refusal(LENGTH_REQUIRED, "the request does not say its length", "Content-Length", null));
    }

    /** Of a visit that is not refused. */
    Visitor visitor(Visit visit, Instant now) {
        return Visitor.of(
                tokens.demandsToken() && visit.authorization() != null
                        ? tokens.callerOfHeader(visit.authorization(), now)
                        : Optional.empty());
    }

    /** To the health page, one who may see its details. */
    private static final class KnownCaller extends HttpServletRequestWrapper {
        private final Visitor visitor;

        private KnownCaller(HttpServletRequest request, Visitor visitor) {
            super(request);
            this.visitor = visitor;
        }

        @Override
        public Principal getUserPrincipal() {
            return visitor;
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
        ApiProblem problem = ApiProblem.of(refusal.status(), refusal.reason(), refusal.hint());
        response.setContentType(ApiProblem.MEDIA_TYPE);
        response.getOutputStream()
                .write(Json.createObjectBuilder()
                        .add("type", problem.type())
                        .add("title", problem.title())
                        .add("status", problem.status())
                        .add("detail", problem.detail())
                        .add("reason", problem.reason())
                        .add("hint", problem.hint())
                        .add(
                                "error",
                                Json.createObjectBuilder()
                                        .add("reason", problem.reason())
                                        .add("hint", problem.hint()))
                        .build()
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }
}
