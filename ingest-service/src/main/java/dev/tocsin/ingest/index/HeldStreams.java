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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events of streams that are not to hold up the others. While a stream is held, its new events come here too and one
 * bulk of it at a time is sent: of one in trouble in growing intervals, at once after one went well; of one whose bulks
 * take much longer than others one after the other, until a few were quick. Bounded in bytes ({@link HeldBytes}): of a
 * stream that has no more room here all new events are left behind in the journal, until the last of these was read
 * again. So are those of a stream that nothing is wrong with, but whose backlog the others would have to wait for
 * ({@link HotStreams}); nobody calls that trouble. Thread-safe.
 */
public final class HeldStreams {
    private static final int TELL_BUSY_AFTER = 4;
    /** So long a slow stream that sends nothing is remembered. */
    private static final Duration A_WHILE = Duration.ofSeconds(30);

    private final Map<String, HeldStream> byStream = new HashMap<>();
    private final IndexSettings settings;
    private final Backoff backoff;
    private final InstantSource clock;
    private final TroubleLog troubles;
    private final HeldBytes bytes;
    private final BulkConcurrency concurrency;
    private final SlowSearch search = new SlowSearch(byStream);
    private final LeftBehind left;
    private final HotStreams hot;

    HeldStreams(
            IndexSettings settings,
            HeldBytes bytes,
            BulkConcurrency concurrency,
            Backoff backoff,
            InstantSource clock,
            TroubleLog troubles) {
        this.settings = settings;
        this.bytes = bytes;
        this.left = new LeftBehind(byStream, bytes, settings);
        this.hot = new HotStreams(settings, clock);
        this.concurrency = concurrency;
        this.backoff = backoff;
        this.clock = clock;
        this.troubles = troubles;
    }

    /**
     * Leaves an event just read where it is, in the journal, if its stream is held and has no more room, or others before
     * it were left, or its stream is so hot that these are from now on. Asked before anybody else remembers the event;
     * false if it may go its way.
     */
    public synchronized boolean leaves(Delivery delivery) {
        String stream = delivery.stream();
        hot.read(stream, delivery.bytes());
        HeldStream held = byStream.get(stream);
        if (held != null && held.takesNew()) {
            return left.takes(held, delivery);
        }
        if (!hot.begins(stream)) {
            return false;
        }
        left.begin(heldAt(stream, clock.instant()), delivery);
        return true;
    }

    /**
     * So many bytes of the journal are not read yet: whether that is one stream's doing.
     *
     * @param isFull whether the next bulk is
     */
    public synchronized void unread(long bytes, boolean isFull) {
        hot.unread(bytes, isFull, stream -> {
            HeldStream held = byStream.get(stream);
            return held != null && held.takesNew();
        });
    }

    /** What was left behind and is to be read again now; empty if there is nothing, or no room for it. */
    public synchronized Optional<ToReadAgain> toReadAgain() {
        return left.next(clock.instant());
    }

    /** It cannot be read just now. */
    public synchronized void notRead(ToReadAgain asked) {
        left.notRead(asked, clock.instant());
    }

    /**
     * What was to be read again was read up to a position. What was found is no longer left behind.
     *
     * @return how many were left behind and are nowhere: 0, unless the journal was damaged meanwhile
     */
    public synchronized long wasRead(ToReadAgain asked, int found, long position) {
        return left.wasRead(asked, found, position);
    }

    /** Takes those that were found and do not wait as copies of others. */
    public synchronized void takeAgain(ToReadAgain asked, List<Delivery> deliveries) {
        HeldStream held = heldAt(asked.stream(), clock.instant());
        deliveries.forEach(delivery -> add(held, delivery));
        if (held.isSilent()) {
            over(asked.stream(), held);
        }
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
        if (again.isEmpty() || SlowSearch.onlyStreamOf(again) != null) {
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
        held.bytes += delivery.heldBytes();
        bytes.addOfStream(delivery);
    }

    /** Whether no more should be read: as much is held as may be, mostly among {@link Twins}. */
    public boolean isFull() {
        return bytes.isFull();
    }

    /** How many are held, those left behind with them. */
    public synchronized long events() {
        return left.events()
                + byStream.values().stream()
                        .mapToLong(held -> held.waiting.size())
                        .sum();
    }

    /** How many are left behind in the journal. */
    synchronized long leftEvents() {
        return left.events();
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

    /** How many streams are due now. */
    public synchronized int due() {
        Instant now = clock.instant();
        return (int) toTry().filter(held -> !held.due.isAfter(now)).count();
    }

    /** The one that waits for its turn since the longest time: so each has one. */
    private Optional<HeldStream> nextToTry() {
        return toTry().min(Comparator.comparing(held -> held.due));
    }

    private Stream<HeldStream> toTry() {
        int slowOnTheWay = byStream.values().stream()
                .filter(HeldStream::isSlow)
                .mapToInt(held -> held.trials)
                .sum();
        boolean slowHavePlace = slowOnTheWay < concurrency.placesOfSlowStreams();
        return byStream.values().stream()
                .filter(held -> !held.waiting.isEmpty())
                .filter(held -> !held.isOnTrial() || mayHaveAnother(held))
                .filter(held -> slowHavePlace || !held.isSlow());
    }

    /**
     * More of it comes than one bulk after the other carries. Not for a few: they go with what is read next, unless there
     * is no room for that.
     */
    private boolean mayHaveAnother(HeldStream held) {
        boolean isBehind = !held.inTrouble && held.pace != HeldStream.Pace.SUSPECT && !held.left.isEmpty();
        return isBehind && (held.bytes >= IndexSettings.LARGE * settings.bulkBytes() || !left.hasRoomToReadAgain(held));
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
            held.bytes -= delivery.heldBytes();
            bytes.removeOfStream(delivery);
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
        if (held.hasNone()) {
            over(stream, held);
            return;
        }
        if (anyTaken && !held.refused && !held.left.isEmpty()) {
            // What was left behind may be a lot: trouble is over before it is all there.
            held.inTrouble = false;
            troubles.over(stream);
        }
        // What was refused again is not hurried by what was taken: that may be another reason.
        held.due = held.refused ? clock.instant().plus(backoff.after(Math.max(1, held.failures))) : clock.instant();
    }

    /** Nothing is left of it. */
    private void over(String stream, HeldStream held) {
        held.inTrouble = false;
        troubles.over(stream);
        if (held.pace == HeldStream.Pace.USUAL && !held.isOnTrial()) {
            byStream.remove(stream);
        }
    }

    /**
     * A bulk was answered, after so long a time: what that says of its streams.
     *
     * @param size how much of a full bulk it was
     * @return whether it was a trial of a stream that is held, and not only has to catch up
     */
    synchronized boolean answered(List<Delivery> sent, double size, Duration took) {
        Instant now = clock.instant();
        forgetTheSilent(now);
        search.took(sent, size, took, true, now);
        HeldStream held = heldOf(sent);
        return held != null && held.isOnTrial() && !held.isCatchingUp();
    }

    /**
     * A bulk was not answered, for so long a time: a stream whose shard hangs is in no answer.
     *
     * @param size how much of a full bulk it was
     * @return whether it was a trial of a stream that is slow
     */
    synchronized boolean unanswered(List<Delivery> sent, double size, Duration waited) {
        Instant now = clock.instant();
        if (!search.isSuspicious(size, waited, now)) {
            // A connection that broke at once says nothing of the streams.
            return false;
        }
        forgetTheSilent(now);
        search.took(sent, size, waited, false, now);
        HeldStream held = heldOf(sent);
        return held != null && held.isOnTrial() && held.isSlow();
    }

    private @Nullable HeldStream heldOf(List<Delivery> sent) {
        String only = SlowSearch.onlyStreamOf(sent);
        return only == null ? null : byStream.get(only);
    }

    private HeldStream heldAt(String stream, Instant now) {
        return byStream.computeIfAbsent(stream, _ -> new HeldStream(now));
    }

    private void forgetTheSilent(Instant now) {
        byStream.values()
                .removeIf(held -> held.isSilent() && held.since.plus(A_WHILE).isBefore(now));
    }
}
