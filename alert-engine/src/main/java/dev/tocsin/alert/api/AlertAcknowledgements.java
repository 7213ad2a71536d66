package dev.tocsin.alert.api;

import dev.tocsin.alert.route.Acknowledgement;
import java.time.Duration;
import java.util.Optional;

/** Takes alerts in hand, and gives them back. */
public interface AlertAcknowledgements {
    /**
     * Acknowledges the episode that an alert has; one that is acknowledged already is so anew, as of now.
     *
     * @param length empty until the episode ends
     * @return empty if the episode is over meanwhile
     */
    Optional<Acknowledgement> acknowledge(AlertViews.Alert alert, Optional<Duration> length, String by, String comment);

    /** False if it is not acknowledged. */
    boolean undo(String episode, String by);
}
