package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the streams whose bulks take much longer than others. A bulk is answered when its slowest shard is done, so one
 * slow stream makes every bulk slow that it is in. After such a bulk each of its streams is suspect, and held, until one
 * of its own tells whether it was that one. Guarded by {@link HeldStreams}.
 */
final class SlowSearch {
    private static final Logger LOG = LoggerFactory.getLogger(SlowSearch.class);
    /** So far apart are two searches. */
    private static final Duration BETWEEN = Duration.ofSeconds(30);

    private final Map<String, HeldStream> held;
    private final SlowBulks bulks = new SlowBulks();
    private Instant next = Instant.MIN;

    /** @param held suspects are put there */
    SlowSearch(Map<String, HeldStream> held) {
        this.held = held;
    }

    /**
     * Takes how long a bulk took; only one that was answered says what is usual.
     *
     * @param size how much of a full bulk it was
     */
    void took(List<Delivery> sent, double size, Duration took, boolean isAnswered, Instant now) {
        String only = onlyStreamOf(sent);
        HeldStream known = only == null ? null : held.get(only);
        boolean isLong = isSuspicious(size, took, now);
        if (only != null && known != null && known.pace != HeldStream.Pace.USUAL) {
            judge(only, known, took, isLarge(size), isLong, now);
        } else if (isLong && (only == null || bulks.hasOthers(only, now.toEpochMilli()))) {
            // A stream that is the only one holds up nobody.
            begin(sent, now);
        }
        if (isAnswered) {
            bulks.answered(only, took.toMillis(), isLarge(size), now.toEpochMilli());
        }
    }

    /** Whether a bulk took so long that it is worth finding out whose doing that is. */
    boolean isSuspicious(double size, Duration took, Instant now) {
        return bulks.isSuspicious(took.toMillis(), isLarge(size), now.toEpochMilli());
    }

    private void begin(List<Delivery> sent, Instant now) {
        if (!now.isBefore(next)) {
            next = now.plus(BETWEEN);
            bulks.searchBegins(now.toEpochMilli());
            sent.forEach(delivery -> held.computeIfAbsent(delivery.stream(), _ -> new HeldStream(now))
                    .suspect(now));
        }
    }

    private void judge(String stream, HeldStream known, Duration took, boolean isLarge, boolean isLong, Instant now) {
        boolean wasSlow = known.isSlow();
        if (bulks.isSlow(stream, took.toMillis(), isLarge, now.toEpochMilli())) {
            known.slow(now);
        } else if (isLong) {
            known.longAsOthers(now);
        } else {
            known.quick(now);
        }
        if (wasSlow != known.isSlow()) {
            LOG.atInfo()
                    .addKeyValue("stream", stream)
                    .addKeyValue("millis", took.toMillis())
                    .log(
                            wasSlow
                                    ? "Bulks of a stream are quick again"
                                    : "Bulks of a stream take long: it is sent apart");
        }
    }

    private static boolean isLarge(double size) {
        return size >= IndexSettings.LARGE;
    }

    /** The stream of all of them; null if there are several. */
    static @Nullable String onlyStreamOf(List<Delivery> sent) {
        return Delivery.streamsOf(sent).size() == 1 ? sent.getFirst().stream() : null;
    }
}
