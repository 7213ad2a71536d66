package dev.tocsin.alert.scrape;

import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertStatus;
import io.prometheus.metrics.model.snapshots.Labels;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * An alert as Prometheus labels: {@code alertname}, {@code alertstate}, {@code severity}, {@code source}, by which it is
 * told from Prometheus' own, the rule's labels and the group's values. Names become what Prometheus allows; one that would take another's place gets the prefix {@code label_}
 * or {@code group_}. Values are logged by anybody: control characters are replaced and long ones are cut.
 */
final class AlertLabels {
    static final int MOST_CHARACTERS = 200;
    private static final int MOST_NAME_CHARACTERS = 100;

    /** What we set ourselves, and what a scrape sets. */
    private static final Set<String> TAKEN =
            Set.of("alertname", "alertstate", "alertreason", "severity", "source", "instance", "job");

    private final Map<String, String> labels = new TreeMap<>();

    private AlertLabels() {}

    /** Without {@code alertstate}, which {@code ALERTS_FOR_STATE} does not have. */
    static Labels of(ActiveAlert alert) {
        AlertLabels made = new AlertLabels();
        made.labels.put("alertname", value(alert.rule()));
        made.labels.put("source", "tocsin");
        Severity severity = alert.severity();
        if (severity != null) {
            made.labels.put("severity", severity.inWords());
        }
        if (alert.status() == AlertStatus.NO_DATA || alert.status() == AlertStatus.ERROR) {
            made.labels.put("alertreason", alert.status().inWords());
        }
        Map<String, String> told = new LinkedHashMap<>(alert.labels());
        told.forEach((name, value) -> made.add("label_", name, value));
        alert.group().forEach((name, value) -> made.add("group_", name, value));
        return Labels.of(
                made.labels.keySet().toArray(String[]::new),
                made.labels.values().toArray(String[]::new));
    }

    static String stateOf(ActiveAlert alert) {
        return alert.status() == AlertStatus.PENDING ? "pending" : "firing";
    }

    private void add(String prefix, String name, String value) {
        if (value.isEmpty()) {
            // To Prometheus an empty label is none.
            return;
        }
        String plain = name(name);
        String free = TAKEN.contains(plain) || labels.containsKey(plain) ? prefix + plain : plain;
        String candidate = free;
        for (int i = 2; labels.containsKey(candidate); i++) {
            candidate = free + "_" + i;
        }
        labels.put(candidate, value(value));
    }

    /** Letters, digits, underscores; no digit first, and not the two underscores that Prometheus keeps for itself. */
    private static String name(String text) {
        String cut = text.length() > MOST_NAME_CHARACTERS ? text.substring(0, MOST_NAME_CHARACTERS) : text;
        String plain = cut.replaceAll("[^a-zA-Z0-9_]", "_").replaceFirst("^_+", "_");
        return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
    }

    /** What is cut keeps a checksum of the whole, so that two values stay two. */
    private static String value(String text) {
        String clean = clean(text);
        if (clean.length() <= MOST_CHARACTERS) {
            return clean;
        }
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return clean(clean.substring(0, MOST_CHARACTERS)) + "… " + Long.toHexString(checksum.getValue());
    }

    /** Without what the text format or UTF-8 cannot hold; new lines are escaped by the writer. */
    private static String clean(String text) {
        return text.codePoints()
                .map(c -> c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)
                        ? '\uFFFD'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
