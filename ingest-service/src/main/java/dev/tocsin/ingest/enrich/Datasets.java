package dev.tocsin.ingest.enrich;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data streams by service name, bounded in number: a sender that puts an id into its service name must not make a data
 * stream per event. Held in memory, so after a restart the bound counts anew. Thread-safe.
 */
final class Datasets {
    private static final Logger log = LoggerFactory.getLogger(Datasets.class);
    private static final int MAX_NAME_LENGTH = 100;

    /** Spellings remembered, so that a usual event costs one look-up. */
    private static final int MAX_SPELLINGS = 10_000;

    /** Longer ones are no service's usual name, and would be kept for as long as the service runs. */
    private static final int MAX_SPELLING_LENGTH = 200;

    /** Of a day, a week or a month, as senders put it behind the name of an index; and a counter behind it. */
    private static final Pattern DATE =
            Pattern.compile("[-_.](19|20)\\d\\d[-_.]?\\d\\d([-_.]?\\d\\d)?([-_.]\\d{1,6})?$");

    private final String namespace;
    private final int limit;
    private final Dataset generic;
    private final Dataset overflow;
    private final Map<String, Dataset> bySpelling = new ConcurrentHashMap<>();
    private final Map<String, Dataset> byName = new ConcurrentHashMap<>();
    private final AtomicBoolean toldOverflow = new AtomicBoolean();

    Datasets(String namespace, int limit) {
        this.namespace = namespace;
        this.limit = limit;
        this.generic = dataset("generic");
        this.overflow = dataset("overflow");
    }

    /** For events that do not name their service. */
    Dataset generic() {
        return generic;
    }

    Dataset of(String serviceName) {
        return Objects.requireNonNull(of(serviceName, _ -> true));
    }

    /**
     * Null if the service's own stream may not be written; then its name takes no place among the bounded number either.
     * Who may write it may write to the overflow in its stead: that there are too many names is not the sender's doing.
     */
    @Nullable
    Dataset of(String serviceName, Predicate<String> mayWrite) {
        boolean isUsual = serviceName.length() <= MAX_SPELLING_LENGTH;
        Dataset known = isUsual ? bySpelling.get(serviceName) : null;
        if (known != null) {
            return mayWrite.test(known.stream()) ? known : null;
        }
        String name = sanitised(serviceName);
        Dataset dataset = byName.get(name);
        if (!mayWrite.test(dataset == null ? streamOf(name) : dataset.stream())) {
            return null;
        }
        if (dataset == null) {
            if (byName.size() >= limit) {
                if (toldOverflow.compareAndSet(false, true)) {
                    log.atWarn()
                            .addKeyValue("limit", limit)
                            .addKeyValue("stream", overflow.stream())
                            .log("more services than data streams allowed: events of further services go to one"
                                    + " overflow stream; is there an id in a service name?");
                }
                return overflow;
            }
            dataset = byName.computeIfAbsent(name, this::dataset);
        }
        if (isUsual && bySpelling.size() < MAX_SPELLINGS) {
            bySpelling.put(serviceName, dataset);
        }
        return dataset;
    }

    /**
     * What to call the dataset of events that were sent to an index: one of our streams is meant as it stands, of any
     * other the name without its date, for an index per day is what data streams are for.
     */
    String nameOf(String target) {
        String end = "-" + namespace;
        if (target.startsWith("logs-") && target.endsWith(end) && target.length() > 5 + end.length()) {
            return target.substring(5, target.length() - end.length());
        }
        Matcher date = DATE.matcher(target);
        return date.find() && date.start() > 0 ? target.substring(0, date.start()) : target;
    }

    /** The stream that would be a service's own. */
    String streamFor(String serviceName) {
        return streamOf(sanitised(serviceName));
    }

    private Dataset dataset(String name) {
        return new Dataset(name, streamOf(name));
    }

    private String streamOf(String name) {
        return "logs-" + name + "-" + namespace;
    }

    /** Lower case ASCII letters, digits, {@code _} and {@code .}; where more than that is lost, a hash tells names apart. */
    static String sanitised(String serviceName) {
        String lower = serviceName.strip().toLowerCase(Locale.ROOT);
        StringBuilder name = new StringBuilder();
        boolean ambiguous = lower.length() > MAX_NAME_LENGTH;
        for (int i = 0; i < lower.length() && name.length() < MAX_NAME_LENGTH; i++) {
            char c = lower.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
            ambiguous |= c >= 0x80;
            name.append(allowed ? c : '_');
        }
        if (ambiguous) {
            String hash = Integer.toHexString(lower.hashCode());
            name.setLength(Math.min(name.length(), MAX_NAME_LENGTH - hash.length() - 1));
            name.append('_').append(hash);
        }
        return name.toString();
    }
}
