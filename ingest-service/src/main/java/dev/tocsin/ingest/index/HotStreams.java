package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the streams that are hot by their volume alone: while reading is behind and full bulks are ready, those that
 * brought most of what was read lately, if that is a large part and others, which bring much less, are waiting, too. Their
 * events are left behind from the next one on; then others are looked for, until reading is not behind any more. Guarded
 * by {@link HeldStreams}.
 */
final class HotStreams {
    private static final Logger LOG = LoggerFactory.getLogger(HotStreams.class);

    /** What is left is read once more for each stream: so for four at most. */
    private static final double LARGE_PART = 0.25;
    /** Who stays in the way has the most of the bulks: one that is about as large would be favoured by chance. */
    private static final double MUCH_LESS = 0.5;
    /** Of what was read before, after each full bulk more: about the last four count. */
    private static final double FADING = 0.75;
    /** So many full bulks after its last event a stream is forgotten: until then somebody may send to it. */
    private static final int REMEMBERED = 1_000;

    private static final int LEAST_BULKS = 2;
    private static final Duration TOLD_FOR = Duration.ofMinutes(10);

    private final Map<String, Volume> volumes = new HashMap<>();
    private final InstantSource clock;
    private final long bulkBytes;
    private final long round;
    private String last = "";
    private Volume ofLast = new Volume();
    private double all;
    private long sinceFaded;
    private final Set<String> hot = new HashSet<>();

    HotStreams(IndexSettings settings, InstantSource clock) {
        this.clock = clock;
        this.bulkBytes = settings.bulkBytes();
        this.round = (long) settings.bulkBytes() * settings.inFlight();
    }

    /** An event of the stream was read, whatever becomes of it. */
    void read(String stream, long bytes) {
        if (!stream.equals(last)) {
            last = stream;
            ofLast = volumes.computeIfAbsent(stream, _ -> new Volume());
        }
        ofLast.bytes += bytes;
        ofLast.idle = 0;
        all += bytes;
        sinceFaded += bytes;
        if (sinceFaded >= bulkBytes) {
            fade();
        }
    }

    private void fade() {
        sinceFaded = 0;
        all *= FADING;
        volumes.values().removeIf(volume -> {
            volume.bytes *= FADING;
            return volume != ofLast && ++volume.idle > REMEMBERED;
        });
    }

    /**
     * So much of the journal is not read yet. More than all bulks that may be on the way at a time can take is a backlog:
     * what comes now would wait for at least one round of them.
     *
     * @param isFull whether a bulk is full: while it has room, nobody waits for what fills it; and once it is, all that was
     *     read of a stream goes before what is left of it
     * @param isHeld streams that nobody waits for
     */
    void unread(long bytes, boolean isFull, Predicate<String> isHeld) {
        if (bytes <= round) {
            hot.clear();
        } else if (isFull && all >= LEAST_BULKS * bulkBytes) {
            hot.addAll(largest(isHeld.or(hot::contains)));
        }
    }

    /** As few as possible, so that each is much larger than those that stay in the way; none if that cannot be. */
    private List<String> largest(Predicate<String> isHeld) {
        List<Map.Entry<String, Volume>> inTheWay = new ArrayList<>(volumes.entrySet());
        inTheWay.removeIf(each -> isHeld.test(each.getKey()));
        inTheWay.sort(Comparator.comparingDouble(each -> -each.getValue().bytes));
        for (int next = 1; next < inTheWay.size(); next++) {
            double least = inTheWay.get(next - 1).getValue().bytes;
            if (least < LARGE_PART * all) {
                break;
            }
            if (inTheWay.get(next).getValue().bytes <= MUCH_LESS * least) {
                return inTheWay.subList(0, next).stream().map(Map.Entry::getKey).toList();
            }
        }
        return List.of();
    }

    /** Whether the stream's events are to be left behind, this one first. */
    boolean begins(String stream) {
        if (!hot.contains(stream)) {
            return false;
        }
        tell(stream);
        return true;
    }

    private void tell(String stream) {
        Volume volume = volumes.computeIfAbsent(stream, _ -> new Volume());
        Instant now = clock.instant();
        if (volume.told == null || now.isAfter(volume.told.plus(TOLD_FOR))) {
            volume.told = now;
            LOG.atInfo()
                    .addKeyValue("stream", stream)
                    .log("A stream brings so much that others would wait for it: they pass it");
        }
    }

    /** What a stream brought lately. */
    private static final class Volume {
        private double bytes;
        private int idle;
        private @Nullable Instant told;
    }
}
