package dev.tocsin.alert;

import dev.tocsin.access.FileWatch;
import dev.tocsin.access.Reload;
import dev.tocsin.access.ServerTls;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every few seconds whether the certificate was replaced, and says what came of it. */
final class TlsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TlsWatch.class);

    private TlsWatch() {}

    static FileWatch start(ServerTls tls, Runnable changed, InstantSource clock) {
        return FileWatch.start(
                "tls-watch",
                () -> look(tls, changed, clock),
                e -> LOG.atError().setCause(e).log("looking at the certificate failed; the one in force stays"));
    }

    private static void look(ServerTls tls, Runnable changed, InstantSource clock) {
        switch (tls.readAgain(clock.instant())) {
            case Reload.Unchanged _ -> {}
            case Reload.Taken(String what) -> {
                changed.run();
                LOG.atInfo().addKeyValue("what", what).log("the certificate was read again");
            }
            case Reload.EndsSoon(String reminder) -> LOG.atWarn().log(reminder);
            case Reload.Refused(String reason) ->
                LOG.atError()
                        .addKeyValue("reason", reason)
                        .log("the certificate cannot be used; the one in force stays");
        }
    }
}
