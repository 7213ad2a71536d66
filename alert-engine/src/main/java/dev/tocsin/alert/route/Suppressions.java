package dev.tocsin.alert.route;

import java.util.Optional;

/** What suppresses notifications at one moment: a snapshot, so that all of one turn is decided alike. Pure. */
@FunctionalInterface
public interface Suppressions {
    /** Nothing is suppressed. */
    Suppressions NONE = (notice, channel) -> Optional.empty();

    /** Why the channel shall not hear of it now; empty if it shall. */
    Optional<Suppression> on(AlertNotice notice, String channel);

    /** This, and where it has nothing to say, the other. */
    default Suppressions or(Suppressions other) {
        return (notice, channel) -> on(notice, channel).or(() -> other.on(notice, channel));
    }
}
