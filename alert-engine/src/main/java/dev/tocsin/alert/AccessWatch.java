package dev.tocsin.alert;

import dev.tocsin.access.FileWatch;
import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TokenBook;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether tokens or the certificate were changed, and says what came of it. */
final class AccessWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AccessWatch.class);

    private final TokenBook tokens;
    private final Optional<ServerTls> tls;
    private final Runnable certificateChanged;
    private final InstantSource clock;

    private AccessWatch(TokenBook tokens, Optional<ServerTls> tls, Runnable certificateChanged, InstantSource clock) {
        this.tokens = tokens;
        this.tls = tls;
        this.certificateChanged = certificateChanged;
        this.clock = clock;
    }

    static FileWatch start(
            TokenBook tokens, Optional<ServerTls> tls, Runnable certificateChanged, InstantSource clock) {
        if (!tokens.demandsToken()) {
            LOG.info(
                    "no token is set: who is on this machine may do everything, and a token that is sent is not looked at");
        }
        AccessWatch watch = new AccessWatch(tokens, tls, certificateChanged, clock);
        return FileWatch.start(
                "access-watch",
                watch::look,
                e -> LOG.atError()
                        .setCause(e)
                        .log("looking at tokens and the certificate failed; those in force stay"));
    }

    private void look() {
        isTaken(tokens.readAgain(clock.instant()), "tokens");
        if (tls.isPresent() && isTaken(tls.get().readAgain(clock.instant()), "the certificate")) {
            certificateChanged.run();
        }
    }

    private static boolean isTaken(Reload reload, String of) {
        return switch (reload) {
            case Reload.Unchanged _ -> false;
            case Reload.Taken(String what) -> {
                LOG.atInfo().addKeyValue("of", of).addKeyValue("now", what).log("read again");
                yield true;
            }
            case Reload.EndsSoon(String reminder) -> {
                LOG.atWarn().log(reminder);
                yield false;
            }
            case Reload.OutOfTime(String reminder) -> {
                LOG.atError().log(reminder);
                yield false;
            }
            case Reload.Refused(String reason) -> {
                LOG.atError()
                        .addKeyValue("of", of)
                        .addKeyValue("reason", reason)
                        .log("what is new cannot be used; what was in force stays");
                yield false;
            }
        };
    }
}
