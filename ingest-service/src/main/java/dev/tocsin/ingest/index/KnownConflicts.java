package dev.tocsin.ingest.index;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fields of which it is known that a kind of value does not fit the stream's mapping; reported once each. The streams
 * heard of last are remembered. Thread-safe.
 */
final class KnownConflicts {
    private static final Logger LOG = LoggerFactory.getLogger(KnownConflicts.class);
    private static final int MAX_STREAMS = 1_000;
    private static final int MAX_FIELDS = 200;

    private final Map<String, Set<Offender>> byStream = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<Offender>> eldest) {
            return size() > MAX_STREAMS;
        }
    };

    synchronized List<Offender> of(String stream) {
        Set<Offender> known = byStream.get(stream);
        return known == null ? List.of() : List.copyOf(known);
    }

    /** @return whether it is a new one */
    synchronized boolean learn(String stream, Offender offender, String mappedType) {
        Set<Offender> known = byStream.computeIfAbsent(stream, _ -> new TreeSet<>());
        if (known.size() >= MAX_FIELDS || !known.add(offender)) {
            return false;
        }
        LOG.atWarn()
                .addKeyValue("dataStream", stream)
                .addKeyValue("field", offender.field())
                .addKeyValue("mappedAs", mappedType)
                .addKeyValue("cameAs", offender.kind())
                .log("A field does not fit the mapping of its data stream; it is moved to labels_conflict");
        return true;
    }

    /** A field and the kind of value that does not fit, such as {@code string}. */
    record Offender(String field, String kind) implements Comparable<Offender> {
        @Override
        public int compareTo(Offender other) {
            int byField = field.compareTo(other.field);
            return byField != 0 ? byField : kind.compareTo(other.kind);
        }
    }
}
