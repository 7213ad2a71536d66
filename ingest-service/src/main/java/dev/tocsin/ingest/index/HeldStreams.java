package dev.tocsin.ingest.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of streams that are not to hold up the others. While a stream is held, its new events come here too and one
 * bulk of it at a time is sent: of one in trouble in growing intervals, at once after one went well; of one whose bulks
 * take much longer than others one after the other, until a few were quick. Bounded in bytes over all streams: when that
 * is full, reading pauses. Thread-safe.
 *
 * <p>A bulk is answered when its slowest shard is done, so one slow stream makes every bulk slow that it is in. After
 * such a bulk each of its streams is held until one of its own tells whether it was that one.
 */
public final class HeldStreams {
    private static final Logger LOG = LoggerFactory.getLogger(HeldStreams.class);
    private static final int TELL_BUSY_AFTER = 4;
    /** So far apart are two searches for a slow stream, and so long one that sends nothing is remembered. */
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    private final Map<String, HeldStream> byStream = new HashMap<>();
    private final IndexSettings settings;
    private final Backoff backoff;
    private final InstantSource clock;
    private final TroubleLog troubles;
    private final HeldBytes bytes;
    private final BulkConcurrency concurrency;
    private final SlowBulks bulks = new SlowBulks();
    private Instant nextSearch = Instant.MIN;
    private Set<String> lastSent = Set.of();
    private Instant severalSent = Instant.MIN;

    HeldStreams(
            IndexSettings settings,
            HeldBytes bytes,
            BulkConcurrency concurrency,
            Backoff backoff,
            InstantSource clock,
            TroubleLog troubles) {
        this.settings = settings;
        this.bytes = bytes;
        this.concurrency = concurrency;
        this.backoff = backoff;
        this.clock = clock;
        this.troubles = troubles;
    }

    /** Takes an event of a held stream; false if its stream is not held. */
    public synchronized boolean takesNew(Delivery delivery) {
        HeldStream held = byStream.get(delivery.stream());
        if (held == null || !held.takesNew()) {
            return false;
        }
        if (held.waiting.isEmpty() && !held.onTrial) {
            held.due = clock.instant().plus(settings.linger());
        }
        add(held, delivery);
        return true;
    }

    /** An event of a busy stream: that is told only when it goes on. */
    synchronized void holdBusy(Delivery delivery, String reason) {
        HeldStream held = keep(delivery);
        if (held.failures >= TELL_BUSY_AFTER) {
            troubles.seen(delivery.stream(), reason);
        }
    }

    /** An event that its stream refused. */
    synchronized void hold(Delivery delivery, String reason) {
        keep(delivery);
        troubles.seen(delivery.stream(), reason);
    }

    private HeldStream keep(Delivery delivery) {
        HeldStream held = heldAt(delivery.stream(), clock.instant());
        add(held, delivery);
        held.refused = true;
        held.inTrouble = true;
        if (!held.onTrial) {
            held.due = clock.instant().plus(backoff.after(Math.max(1, held.failures)));
        }
        return held;
    }

    private void add(HeldStream held, Delivery delivery) {
        delivery.state(Delivery.State.HELD);
        held.waiting.addLast(delivery);
        bytes.add(delivery);
    }

    /** Whether no more should be read: as much is held as may be, here or among {@link Twins}. */
    public boolean isFull() {
        return bytes.isFull();
    }

    /** How many are held. */
    public synchronized int events() {
        return byStream.values().stream().mapToInt(held -> held.waiting.size()).sum();
    }

    /** How many streams Elasticsearch refused events of. */
    synchronized int inTrouble() {
        return Math.toIntExact(
                byStream.values().stream().filter(held -> held.inTrouble).count());
    }

    /** How many streams are slow. */
    synchronized int slow() {
        forgetTheSilent(clock.instant());
        return Math.toIntExact(
                byStream.values().stream().filter(HeldStream::isSlow).count());
    }

    /** How long until a stream is due; empty if none waits, or what waits has no place. */
    public synchronized Optional<Duration> nextDue() {
        Instant now = clock.instant();
        return nextToTry().map(held -> held.due.isAfter(now) ? Duration.between(now, held.due) : Duration.ZERO);
    }

    /** The one that waits for its turn since the longest time: so each has one. */
    private Optional<HeldStream> nextToTry() {
        long slowOnTheWay = byStream.values().stream()
                .filter(held -> held.onTrial && held.isSlow())
                .count();
        boolean slowHavePlace = slowOnTheWay < concurrency.placesOfSlowStreams();
        return byStream.values().stream()
                .filter(held -> !held.onTrial && !held.waiting.isEmpty())
                .filter(held -> slowHavePlace || !held.isSlow())
                .min(Comparator.comparing(held -> held.due));
    }

    /** Events of one stream that is due, for one bulk; empty if none is. {@link #tried} has to follow. */
    public synchronized List<Delivery> takeDue() {
        Instant now = clock.instant();
        Optional<HeldStream> next = nextToTry().filter(held -> !held.due.isAfter(now));
        if (next.isEmpty()) {
            return List.of();
        }
        HeldStream held = next.get();
        held.onTrial = true;
        held.refused = false;
        return takeBatch(held);
    }

    private List<Delivery> takeBatch(HeldStream held) {
        List<Delivery> batch = new ArrayList<>();
        long size = 0;
        while (!held.waiting.isEmpty() && batch.size() < settings.bulkEvents() && size < settings.bulkBytes()) {
            Delivery delivery = held.waiting.removeFirst();
            size += delivery.document().length;
            bytes.remove(delivery);
            delivery.state(Delivery.State.ON_ITS_WAY);
            batch.add(delivery);
        }
        return batch;
    }

    /**
     * A trial of a stream has ended.
     *
     * @param one of the events that were tried
     * @param anyTaken whether some of its events were settled
     */
    public synchronized void tried(Delivery one, boolean anyTaken) {
        String stream = one.stream();
        HeldStream held = byStream.get(stream);
        if (held == null || !held.onTrial) {
            return;
        }
        held.onTrial = false;
        held.failures = anyTaken ? 0 : held.failures + 1;
        if (held.waiting.isEmpty()) {
            held.inTrouble = false;
            troubles.over(stream);
            if (held.pace == HeldStream.Pace.USUAL) {
                byStream.remove(stream);
            }
            return;
        }
        // What was refused again is not hurried by what was taken: that may be another reason.
        held.due = held.refused ? clock.instant().plus(backoff.after(Math.max(1, held.failures))) : clock.instant();
    }

    /**
     * A bulk was answered, after so long a time: what that says of its streams.
     *
     * @param size how much of a full bulk it was
     * @return whether it was a trial of a stream that is held
     */
    synchronized boolean answered(List<Delivery> sent, double size, Duration took) {
        Instant now = clock.instant();
        forgetTheSilent(now);
        Set<String> streams = sent.stream().map(Delivery::stream).collect(Collectors.toSet());
        boolean isLarge = size >= IndexSettings.LARGE;
        if (streams.size() > 1 || !lastSent.isEmpty() && !streams.equals(lastSent)) {
            severalSent = now;
        }
        lastSent = streams;
        if (streams.size() == 1) {
            return judge(streams.iterator().next(), took, isLarge, now);
        }
        if (!bulks.isSuspicious(took.toMillis(), isLarge, now.toEpochMilli())) {
            bulks.quick(took.toMillis(), isLarge, now.toEpochMilli());
        } else if (!now.isBefore(nextSearch)) {
            nextSearch = now.plus(A_WHILE);
            streams.forEach(stream -> heldAt(stream, now).suspect(now));
        }
        return false;
    }

    private boolean judge(String stream, Duration took, boolean isLarge, Instant now) {
        // A stream that is the only one holds up nobody.
        boolean areSeveral = now.isBefore(severalSent.plus(A_WHILE));
        boolean isSlow = areSeveral && bulks.isSlow(took.toMillis(), isLarge, now.toEpochMilli());
        HeldStream held = byStream.get(stream);
        boolean isTrial = held != null && held.onTrial;
        boolean wasSlow = held != null && held.isSlow();
        if (isSlow) {
            held = heldAt(stream, now);
            held.slow(now);
        } else {
            bulks.quick(took.toMillis(), isLarge, now.toEpochMilli());
            if (held != null) {
                held.quick(now);
            }
        }
        if (held != null && wasSlow != held.isSlow()) {
            LOG.atInfo()
                    .addKeyValue("stream", stream)
                    .addKeyValue("millis", took.toMillis())
                    .log(
                            isSlow
                                    ? "Bulks of a stream take long: it is sent apart"
                                    : "Bulks of a stream are quick again");
        }
        return isTrial;
    }

    private HeldStream heldAt(String stream, Instant now) {
        return byStream.computeIfAbsent(stream, _ -> new HeldStream(now));
    }

    private void forgetTheSilent(Instant now) {
        byStream.values()
                .removeIf(held -> held.isSilent() && held.since.plus(A_WHILE).isBefore(now));
    }
}
