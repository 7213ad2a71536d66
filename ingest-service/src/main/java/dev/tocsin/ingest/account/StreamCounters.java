package dev.tocsin.ingest.account;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** One counter for each data stream, by {@link StreamNames}. Thread-safe. */
public final class StreamCounters {
    private final StreamNames names;
    private final Function<String, Counter> maker;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /**
     * @param names shared by counters that are held against each other
     * @param maker registers the counter of a name
     */
    public StreamCounters(StreamNames names, Function<String, Counter> maker) {
        this.names = names;
        this.maker = maker;
    }

    public void increment(String stream) {
        of(stream).increment();
    }

    /** There with what it has, which may be 0. */
    public Counter of(String stream) {
        Counter known = counters.get(stream);
        return known != null ? known : counters.computeIfAbsent(names.of(stream), maker);
    }

    /** In order of their names. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        counters.forEach((stream, counter) -> counts.put(stream, (long) counter.count()));
        return counts;
    }
}
