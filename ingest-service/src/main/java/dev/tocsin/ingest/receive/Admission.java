package dev.tocsin.ingest.receive;

import dev.tocsin.access.Caller;
import dev.tocsin.access.ClientAddress;
import dev.tocsin.access.Right;
import dev.tocsin.access.TokenBook;
import dev.tocsin.ingest.event.MalformedRecord;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Who may send by the HTTP door, what, and how often. Thread-safe. */
final class Admission {
    private final TokenBook tokens;
    private final ClientLimits clients;
    private final IntSupplier perSecond;
    private final InstantSource clock;

    /** @param perSecond requests of one client; it may send twice as many at once after a rest; 0 for no limit */
    Admission(TokenBook tokens, ClientLimits clients, IntSupplier perSecond, InstantSource clock) {
        this.tokens = tokens;
        this.clients = clients;
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /**
     * Who was let in.
     *
     * @param client by its token's name, else by its address
     * @param right what it may write
     */
    record Admitted(String client, WriteRight right) {}

    /** Who the sender of these headers is; throws {@link RequestRefused} with the answer if it may write nothing. */
    Admitted admit(HttpHeaders headers, @Nullable String peer) {
        Instant now = clock.instant();
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        Optional<Caller> caller = tokens.callerOfHeader(Credentials.asBearer(authorization), now);
        // Who has no name is known by the address, also while guessing tokens.
        String client = caller.filter(known -> known != Caller.ANYBODY)
                .map(known -> "token " + known.name())
                .orElseGet(() -> ClientAddress.named(peer));
        int most = perSecond.getAsInt();
        Duration wait = clients.request(client, most, now);
        if (!wait.isZero()) {
            throw tooMany(most, wait);
        }
        if (caller.isEmpty()) {
            throw unknown(authorization != null);
        }
        if (!caller.get().may(Right.SHIP)) {
            throw new RequestRefused(
                    new Refusal(403, caller.get().lacks(Right.SHIP), "./tocsin token new NAME --role ship"));
        }
        if (caller.get() == Caller.ANYBODY && headers.contains(HttpHeaderNames.ORIGIN)) {
            throw new RequestRefused(new Refusal(
                    403,
                    "requests from web pages are not taken without a token",
                    "./tocsin token new NAME --role ship, or set tocsin.ingest.token"));
        }
        return new Admitted(client, rightOf(caller.get()));
    }

    private static WriteRight rightOf(Caller caller) {
        return new WriteRight(
                caller::mayWrite,
                stream -> MalformedRecord.forbidden(
                        "the token '" + caller.name() + "' may not write to " + stream,
                        "it may write " + caller.streams()
                                + "; the stream is made of service.name, and what is allowed is in tokens.yml"));
    }

    private static RequestRefused tooMany(int most, Duration wait) {
        return new RequestRefused(new Refusal(
                429,
                "more than " + most + " requests a second",
                "nothing was kept: wait, send the same request again, and more events in each",
                Map.of(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()))),
                Refusal.Cause.BUSY));
    }

    private static RequestRefused unknown(boolean hasHeader) {
        return new RequestRefused(new Refusal(
                401,
                hasHeader ? "this token is not known, or no longer valid" : "a token is needed",
                "send the header Authorization: Bearer <token>; ./tocsin token list shows what there is",
                Map.of("WWW-Authenticate", "Bearer")));
    }
}
