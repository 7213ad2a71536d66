package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.Severity;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What names an alert where Prometheus' labels do: {@code alertname}, {@code severity}, {@code alertreason}, {@code source}, by
 * which it is told from Prometheus' own, the rule's labels and the group's values. Names become what Prometheus allows; one
 * that would take another's place gets the prefix {@code label_} or {@code group_}. Values are logged by anybody: control
 * characters are replaced and long ones are cut. The same alert has the same labels everywhere.
 */
public final class PrometheusLabels {
    public static final int MOST_CHARACTERS = 200;
    private static final int MOST_NAME_CHARACTERS = 100;

    /** What we set ourselves, and what a scrape sets. */
    private static final Set<String> TAKEN =
            Set.of("alertname", "alertstate", "alertreason", "severity", "source", "instance", "job");

    private final Map<String, String> labels = new TreeMap<>();

    private PrometheusLabels() {}

    /**
     * In order of their names.
     *
     * @param severity null if it has none
     * @param reason why there is an alert without a breach, such as {@code noData}; null if there is one
     */
    public static Map<String, String> of(
            String rule,
            @Nullable Severity severity,
            @Nullable String reason,
            Map<String, String> labels,
            Map<String, String> group) {
        PrometheusLabels made = new PrometheusLabels();
        made.labels.put("alertname", value(rule));
        made.labels.put("source", "tocsin");
        if (severity != null) {
            made.labels.put("severity", severity.inWords());
        }
        if (reason != null) {
            made.labels.put("alertreason", reason);
        }
        // In the order of their names: else which of two that meet gets the prefix would be chance.
        new TreeMap<>(labels).forEach((name, value) -> made.add("label_", name, value));
        group.forEach((name, value) -> made.add("group_", name, value));
        return new LinkedHashMap<>(made.labels);
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

    /** Without what the text format or UTF-8 cannot hold, or hides a text; new lines are escaped by the writer. */
    private static String clean(String text) {
        return text.codePoints()
                .map(c -> c != '\n'
                                && (Character.isISOControl(c)
                                        || Character.getType(c) == Character.SURROGATE
                                        || isHiding(c))
                        ? '\uFFFD'
                        : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Turns the direction of what is beside it, or is a text that nobody sees. */
    private static boolean isHiding(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || (c >= 0xe0000 && c <= 0xe007f);
    }
}
