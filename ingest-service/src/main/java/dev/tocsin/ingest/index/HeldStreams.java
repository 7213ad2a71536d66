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
import org.jspecify.annotations.Nullable;
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
        if (held.waiting.isEmpty() && !held.isOnTrial()) {
            held.due = clock.instant().plus(settings.linger());
        }
        add(held, delivery);
        return true;
    }

    /** Takes those of a bulk of several streams whose stream is held by now; returns the others. */
    synchronized List<Delivery> withoutHeld(List<Delivery> again) {
        if (again.isEmpty() || onlyStreamOf(again) != null) {
            return again;
        }
        return again.stream().filter(delivery -> !takesNew(delivery)).toList();
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
        if (!held.isOnTrial()) {
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

    /** Whether Elasticsearch refused events of the stream, and that is not over. */
    synchronized boolean isInTrouble(String stream) {
        HeldStream held = byStream.get(stream);
        return held != null && held.inTrouble;
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
        int slowOnTheWay = byStream.values().stream()
                .filter(HeldStream::isSlow)
                .mapToInt(held -> held.trials)
                .sum();
        boolean slowHavePlace = slowOnTheWay < concurrency.placesOfSlowStreams();
        return byStream.values().stream()
                .filter(held -> !held.waiting.isEmpty())
                .filter(held -> !held.isOnTrial() || mayHaveAnother(held))
                .filter(held -> slowHavePlace || !held.isSlow())
                .min(Comparator.comparing(held -> held.due));
    }

    /** While all that may be held is, nothing is read: then its places would be nobody's. */
    private boolean mayHaveAnother(HeldStream held) {
        return held.isSlow() && !held.inTrouble && bytes.isFull();
    }

    /** Events of one stream that is due, for one bulk; empty if none is. {@link #tried} has to follow. */
    public synchronized List<Delivery> takeDue() {
        Instant now = clock.instant();
        Optional<HeldStream> next = nextToTry().filter(held -> !held.due.isAfter(now));
        if (next.isEmpty()) {
            return List.of();
        }
        HeldStream held = next.get();
        held.trials++;
        held.refused = false;
        // Behind those that wait for their first.
        held.due = now;
        return takeBatch(held);
    }

    private List<Delivery> takeBatch(HeldStream held) {
        List<Delivery> batch = new ArrayList<>();
        long size = 0;
        while (!held.waiting.isEmpty()
                && batch.size() < settings.bulkEvents()
                && settings.fits(held.waiting.getFirst(), size)) {
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
        if (held == null || !held.isOnTrial()) {
            return;
        }
        held.trials--;
        held.failures = anyTaken ? 0 : held.failures + 1;
        if (held.waiting.isEmpty()) {
            held.inTrouble = false;
            troubles.over(stream);
            if (held.pace == HeldStream.Pace.USUAL && !held.isOnTrial()) {
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
        boolean isTrial = ended(sent, size, took, now);
        bulks.answered(onlyStreamOf(sent), took.toMillis(), isLarge(size), now.toEpochMilli());
        return isTrial;
    }

    /**
     * A bulk was not answered, for so long a time: a stream whose shard hangs is in no answer.
     *
     * @param size how much of a full bulk it was
     * @return whether it was a trial of a stream that is slow
     */
    synchronized boolean unanswered(List<Delivery> sent, double size, Duration waited) {
        Instant now = clock.instant();
        if (!bulks.isSuspicious(waited.toMillis(), isLarge(size), now.toEpochMilli())) {
            // A connection that broke at once says nothing of the streams.
            return false;
        }
        boolean isTrial = ended(sent, size, waited, now);
        HeldStream held = byStream.get(sent.getFirst().stream());
        return isTrial && held != null && held.isSlow();
    }

    private boolean ended(List<Delivery> sent, double size, Duration took, Instant now) {
        forgetTheSilent(now);
        String only = onlyStreamOf(sent);
        HeldStream held = only == null ? null : byStream.get(only);
        boolean isLong = bulks.isSuspicious(took.toMillis(), isLarge(size), now.toEpochMilli());
        if (only != null && held != null && held.pace != HeldStream.Pace.USUAL) {
            judge(only, held, took, isLarge(size), isLong, now);
        } else if (isLong && (only == null || bulks.hasOthers(only, now.toEpochMilli()))) {
            // A stream that is the only one holds up nobody.
            search(sent, now);
        }
        return held != null && held.isOnTrial();
    }

    private void search(List<Delivery> sent, Instant now) {
        if (!now.isBefore(nextSearch)) {
            nextSearch = now.plus(A_WHILE);
            bulks.searchBegins(now.toEpochMilli());
            sent.forEach(delivery -> heldAt(delivery.stream(), now).suspect(now));
        }
    }

    private void judge(String stream, HeldStream held, Duration took, boolean isLarge, boolean isLong, Instant now) {
        boolean wasSlow = held.isSlow();
        if (bulks.isSlow(stream, took.toMillis(), isLarge, now.toEpochMilli())) {
            held.slow(now);
        } else if (isLong) {
            held.longAsOthers(now);
        } else {
            held.quick(now);
        }
        if (wasSlow != held.isSlow()) {
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

    private static @Nullable String onlyStreamOf(List<Delivery> sent) {
        String first = sent.getFirst().stream();
        return sent.stream().allMatch(delivery -> delivery.stream().equals(first)) ? first : null;
    }

    private HeldStream heldAt(String stream, Instant now) {
        return byStream.computeIfAbsent(stream, _ -> new HeldStream(now));
    }

    private void forgetTheSilent(Instant now) {
        byStream.values()
                .removeIf(held -> held.isSilent() && held.since.plus(A_WHILE).isBefore(now));
    }
}
