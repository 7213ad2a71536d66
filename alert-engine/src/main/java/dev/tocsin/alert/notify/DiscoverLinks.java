package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import java.util.Optional;

/** Where people see in Kibana what a window saw. */
public interface DiscoverLinks {
    /** A link for exactly the notice's window and query; empty if there is no Kibana, or no such link. */
    Optional<String> linkFor(AlertNotice notice);

    static DiscoverLinks none() {
        return notice -> Optional.empty();
    }
}
