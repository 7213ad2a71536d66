package dev.tocsin.ingest;

import dev.tocsin.access.FileWatch;
import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether tokens or certificates were changed, and says what came of it. */
final class AccessWatch {
    private static final Logger log = LoggerFactory.getLogger(AccessWatch.class);

    private final Access access;
    private final InstantSource clock;
    private final Runnable certificateChanged;

    private AccessWatch(Access access, InstantSource clock, Runnable certificateChanged) {
        this.access = access;
        this.clock = clock;
        this.certificateChanged = certificateChanged;
    }

    /** @param certificateChanged called when the HTTP door has a new one */
    static FileWatch start(Access access, InstantSource clock, Runnable certificateChanged) {
        AccessWatch watch = new AccessWatch(access, clock, certificateChanged);
        return FileWatch.start(
                "access-watch",
                watch::look,
                e -> log.atError().setCause(e).log("looking at tokens and certificates failed; those in force stay"));
    }

    private void look() {
        isTaken(access.tokens().readAgain(clock.instant()), "tokens");
        if (isTaken(access.http(), "the HTTP door")) {
            certificateChanged.run();
        }
        isTaken(access.tcp(), "JSON lines over TCP");
        isTaken(access.syslog(), "syslog");
    }

    private boolean isTaken(@Nullable ServerTls tls, String door) {
        return tls != null && isTaken(tls.readAgain(clock.instant()), "TLS of " + door);
    }

    /** Says what came of it; returns whether something new is in force. */
    static boolean isTaken(Reload reload, String what) {
        return switch (reload) {
            case Reload.Unchanged _ -> false;
            case Reload.Taken taken -> {
                log.atInfo()
                        .addKeyValue("of", what)
                        .addKeyValue("now", taken.what())
                        .log("read again");
                yield true;
            }
            case Reload.EndsSoon(String reminder) -> {
                log.atWarn().addKeyValue("of", what).log(reminder);
                yield false;
            }
            case Reload.OutOfTime(String reminder) -> {
                log.atError().addKeyValue("of", what).log(reminder);
                yield false;
            }
            case Reload.Refused refused -> {
                // One in each line.
                refused.reason()
                        .lines()
                        .forEach(reason -> log.atError()
                                .addKeyValue("of", what)
                                .addKeyValue("reason", reason)
                                .log("what is new cannot be used; what was in force stays"));
                yield false;
            }
        };
    }
}
