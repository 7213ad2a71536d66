package dev.tocsin.alert;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import java.time.Instant;
import java.util.List;

/** Who hears of a notice, as the cycle asks it: what the router says at the moment, since routes are read again. */
@FunctionalInterface
interface Routing {
    List<NotificationIntent> intentsFor(AlertNotice notice, List<String> channels, Instant now, boolean held);
}
