package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.NotificationIntent;
import java.util.List;

/** Where intents wait for delivery. */
public interface Outbox {
    /** Adds intents in the caller's transaction; an id that is there already is left as it is. */
    void add(List<NotificationIntent> intents);
}
