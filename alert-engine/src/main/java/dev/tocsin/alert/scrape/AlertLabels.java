package dev.tocsin.alert.scrape;

import dev.tocsin.alert.route.PrometheusLabels;
import dev.tocsin.alert.state.AlertStatus;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;

/** An alert as the labels of a series. */
final class AlertLabels {
    private AlertLabels() {}

    /** Without {@code alertstate}, which {@code ALERTS_FOR_STATE} does not have. */
    static Labels of(ActiveAlert alert) {
        boolean isTrouble = alert.status() == AlertStatus.NO_DATA || alert.status() == AlertStatus.ERROR;
        Map<String, String> labels = PrometheusLabels.of(
                alert.rule(),
                alert.severity(),
                isTrouble ? alert.status().inWords() : null,
                alert.labels(),
                alert.group());
        return Labels.of(labels.keySet().toArray(String[]::new), labels.values().toArray(String[]::new));
    }

    static String stateOf(ActiveAlert alert) {
        return alert.status() == AlertStatus.PENDING ? "pending" : "firing";
    }
}
