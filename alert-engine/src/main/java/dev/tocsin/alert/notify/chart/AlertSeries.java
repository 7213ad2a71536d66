package dev.tocsin.alert.notify.chart;

import dev.tocsin.alert.route.AlertNotice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the values of an alert come from. Blocking, for some seconds at most; throws nothing that it expects. */
@FunctionalInterface
public interface AlertSeries {
    /**
     * The values of the alert's group, up to the newest window that is told of.
     *
     * @param end what ended the alert; null while it goes on
     * @return empty where there are none, or they cannot be had now
     */
    Optional<Series> of(AlertNotice breach, @Nullable AlertNotice end);

    /** For who draws nothing. */
    static AlertSeries none() {
        return (_, _) -> Optional.empty();
    }
}
