package dev.tocsin.ingest;

import dev.tocsin.access.FileWatch;
import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether tokens or certificates were changed, and says what came of it; at the start, if there are none. */
final class AccessWatch {
    private static final Logger log = LoggerFactory.getLogger(AccessWatch.class);

    private final Access access;
    private final RefusedFiles refused;
    private final InstantSource clock;
    private final Runnable certificateChanged;

    AccessWatch(Access access, RefusedFiles refused, InstantSource clock, Runnable certificateChanged) {
        this.access = access;
        this.refused = refused;
        this.clock = clock;
        this.certificateChanged = certificateChanged;
    }

    /**
     * Looks from now on.
     *
     * @param refused told of each file that cannot be used, and when it can
     * @param certificateChanged called when the HTTP door has a new one
     */
    static FileWatch start(Access access, RefusedFiles refused, InstantSource clock, Runnable certificateChanged) {
        if (!access.tokens().demandsToken()) {
            log.info(
                    "no token is set: who is on this machine may do everything, and a token that is sent is not looked at");
        }
        AccessWatch watch = new AccessWatch(access, refused, clock, certificateChanged);
        return FileWatch.start(
                "access-watch",
                watch::look,
                e -> log.atError().setCause(e).log("looking at tokens and certificates failed; those in force stay"));
    }

    void look() {
        isTaken(access.tokens().readAgain(clock.instant()), WatchedFile.TOKENS);
        if (isTaken(access.http(), WatchedFile.HTTP_TLS)) {
            certificateChanged.run();
        }
        isTaken(access.tcp(), WatchedFile.TCP_TLS);
        isTaken(access.syslog(), WatchedFile.SYSLOG_TLS);
    }

    private boolean isTaken(@Nullable ServerTls tls, WatchedFile file) {
        return tls != null && isTaken(tls.readAgain(clock.instant()), file);
    }

    /** Says what came of it; returns whether something new is in force. */
    boolean isTaken(Reload reload, WatchedFile file) {
        String what = file.title();
        return switch (reload) {
            case Reload.Unchanged _ -> false;
            case Reload.Taken taken -> {
                refused.settle(file);
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
            case Reload.Refused(String reason) -> {
                refused.refuse(file, reason);
                RefusedFiles.mistakesIn(reason)
                        .forEach(mistake -> log.atError()
                                .addKeyValue("of", what)
                                .addKeyValue("reason", mistake)
                                .log("what is new cannot be used; what was in force stays"));
                yield false;
            }
        };
    }
}
