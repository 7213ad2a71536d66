package dev.tocsin.alert.rule;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code flapping} of a rule: {@code off}, or numbers of its own. */
final class FlapReader {
    private static final String KEY = "flapping";
    private static final String OFF = "off";

    /** One change is an alert that begins. */
    private static final int FEWEST = 2;

    private static final int MOST = 100;

    private FlapReader() {}

    /** Null if nobody shall look for it. */
    static @Nullable FlapLimit read(YamlMapping top) {
        Optional<YamlValue> written = top.get(KEY);
        if (written.isEmpty()) {
            return FlapLimit.STANDARD;
        }
        YamlValue value = written.get();
        if (!value.isMapping()) {
            if (!value.scalar().map(node -> node.getValue().equals(OFF)).orElse(false)) {
                value.wrong("expected 'off' or a mapping", "such as {changes: 4, of: 20}");
            }
            return null;
        }
        return value.mapping().map(FlapReader::limit).orElse(null);
    }

    private static FlapLimit limit(YamlMapping mapping) {
        int of = mapping.get("of")
                .flatMap(value -> value.integerFrom(FEWEST, MOST))
                .orElse(FlapLimit.STANDARD.of());
        int changes = mapping.get("changes")
                .flatMap(value -> value.integerFrom(FEWEST, MOST))
                .orElse(FlapLimit.STANDARD.changes());
        if (changes > of) {
            mapping.get(mapping.has("changes") ? "changes" : "of")
                    .ifPresent(value -> value.wrong(
                            "an alert cannot change " + changes + " times in " + of + " evaluations",
                            "at most once in each: " + FlapLimit.STANDARD.changes() + " of " + FlapLimit.STANDARD.of()
                                    + " if nothing is said"));
        }
        mapping.reportUnknownKeys();
        return new FlapLimit(changes, of);
    }
}
