package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.NotificationIntent;
import java.util.Collection;
import java.util.List;

/** Where intents wait for delivery; the side that decides. */
public interface Outbox {
    /**
     * Adds intents in the caller's transaction, in the order in which they shall be told; an id that is there already is
     * left as it is. A resolve goes to the channels that were to hear of the episode, whatever channel it names.
     */
    void add(List<NotificationIntent> intents);

    /** Lets the held intents of these rules go, in the caller's transaction: their cursors are current. */
    void release(Collection<String> rules);
}
