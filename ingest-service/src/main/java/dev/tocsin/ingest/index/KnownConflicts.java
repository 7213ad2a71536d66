package dev.tocsin.ingest.index;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fields of which it is known that a value did not fit the stream's mapping; reported once for each kind of value. Kinds of
 * which none can fit are to be moved beforehand. The streams heard of last are remembered. Thread-safe.
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

    /** What is to be moved before it is sent. */
    synchronized List<Offender> of(String stream) {
        Set<Offender> known = byStream.get(stream);
        return known == null
                ? List.of()
                : known.stream().filter(Offender::neverFits).toList();
    }

    /** @param kinds of what was moved; those that can never fit are to blame, if any of them is of that kind */
    synchronized void learn(String stream, String field, String mappedType, Set<ValueKind> kinds) {
        List<Offender> offenders = kinds.stream()
                .map(kind -> new Offender(field, mappedType, kind))
                .toList();
        List<Offender> certain = offenders.stream().filter(Offender::neverFits).toList();
        Set<Offender> known = byStream.computeIfAbsent(stream, _ -> new TreeSet<>());
        for (Offender offender : certain.isEmpty() ? offenders : certain) {
            if (known.size() < MAX_FIELDS && known.add(offender)) {
                report(stream, offender);
            }
        }
    }

    private static void report(String stream, Offender offender) {
        LOG.atWarn()
                .addKeyValue("dataStream", stream)
                .addKeyValue("field", offender.field())
                .addKeyValue("mappedAs", offender.mappedType())
                .addKeyValue("cameAs", offender.kind().word())
                .log("A field does not fit the mapping of its data stream; it is moved to labels_conflict");
    }

    /** A field, what it is mapped as, and the kind of value that did not fit. */
    record Offender(String field, String mappedType, ValueKind kind) implements Comparable<Offender> {
        private static final Comparator<Offender> ORDER = Comparator.comparing(Offender::field)
                .thenComparing(Offender::mappedType)
                .thenComparing(Offender::kind);

        /** Whether no other value of the kind fits either. */
        boolean neverFits() {
            return MappedType.neverTakes(mappedType, kind);
        }

        @Override
        public int compareTo(Offender other) {
            return ORDER.compare(this, other);
        }
    }
}
