package dev.tocsin.ingest.index;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.ingest.index.BulkOutcome.Answered;
import dev.tocsin.ingest.index.BulkOutcome.NotKnown;
import dev.tocsin.ingest.index.BulkOutcome.Refused;
import dev.tocsin.ingest.journal.JournaledEvent;
import dev.tocsin.ingest.journal.Settlements;
import dev.tocsin.ingest.refused.DeadLetters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches of events into Elasticsearch, each event once: looks up what may be there, sends the rest, judges each
 * line of the answer, until every event is settled or held aside. Thread-safe: each batch by a thread of its own.
 */
public final class Indexer {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    /** Over it the streams are looked at again, which costs a few questions each. */
    private static final int MOST_STREAMS = 10_000;

    /** So often a bulk of one event is tried again in its place. */
    private static final int MOST_BUSY = 10;

    /** Elasticsearch that answered so lately was not away since, but one of its nodes: it takes longer to start. */
    private static final Duration NOT_AWAY = Duration.ofSeconds(2);

    private final IndexSettings settings;
    private final Gate gate;
    private final Set<String> streamsSeen = ConcurrentHashMap.newKeySet();
    /** How often Elasticsearch was found away, and how often of these it was looked at since. */
    private final AtomicLong away = new AtomicLong();

    private final AtomicLong awayLookedInto = new AtomicLong();
    private volatile Instant lastAnswer = Instant.MIN;
    private final BulkSender sender;
    private final Doubts doubts;
    private final OldCopy oldCopy;
    private final Judgement judgement;
    private final KnownConflicts known;
    private final HeldBytes heldBytes;
    private final BulkConcurrency concurrency;
    private final HeldStreams held;
    private final Twins twins;
    private final Progress progress;
    private final TroubleLog troubles;
    private final Backoff backoff;
    private final Pause pause;
    private final IndexMeters meters;
    private final DeadLetters deadLetters;
    private final InstantSource clock;
    private final SteadyClock steady;

    private Indexer(
            Gate gate,
            ElasticLink link,
            DeadLetters deadLetters,
            IndexSettings settings,
            InstantSource clock,
            Pause pause,
            RandomGenerator random,
            long recoveredEnd,
            Settlements settlements,
            MeterRegistry registry) {
        this.gate = gate;
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.clock = clock;
        this.pause = pause;
        meters = new IndexMeters(registry);
        steady = new SteadyClock(clock);
        troubles = new TroubleLog(steady);
        backoff = new Backoff(settings.firstRetry(), settings.lastRetry(), random);
        heldBytes = new HeldBytes(settings);
        concurrency = new BulkConcurrency(settings, registry);
        held = new HeldStreams(settings, heldBytes, concurrency, backoff, steady, troubles);
        twins = new Twins(settings, heldBytes, clock, random.nextLong());
        progress = new Progress(recoveredEnd, new Progress.Watch() {
            @Override
            public void recovered(JournaledEvent event) {
                meters.recovered(event.dataStream());
            }

            @Override
            public void settled(Delivery delivery) {
                twins.settled(delivery);
                settlements.settled(delivery.event().position(), delivery.refusal());
            }

            @Override
            public void counted(String stream, Outcome outcome, int events) {
                meters.settled(stream, outcome, events);
            }
        });
        known = new KnownConflicts();
        String node = "tocsin-" + settings.node() + "-";
        String process = node + Long.toString(random.nextLong(1L << 40), Character.MAX_RADIX) + "-";
        oldCopy = new OldCopy(recoveredEnd);
        doubts = new Doubts(new Questions(link), settings, pause, process, node);
        sender = new BulkSender(link, settings, clock, process);
        judgement = new Judgement(settings, doubts, known, held, progress, meters);
        Gauge.builder("tocsin.index.lag.seconds", this, Indexer::lagSeconds)
                .description("Age of the oldest event that was read from the journal and is not settled")
                .register(registry);
        Gauge.builder("tocsin.index.held.bytes", heldBytes, HeldBytes::bytes)
                .description(
                        "Bytes of events held aside: their stream is in trouble, slow or read again, their bulk hangs, or a copy is sent")
                .register(registry);
        Gauge.builder("tocsin.index.waiting.copies", twins, Twins::waiting)
                .description("Events held aside, because another with the client's id is on its way")
                .register(registry);
        Gauge.builder("tocsin.index.left.events", held, HeldStreams::leftEvents)
                .description(
                        "Events that were read and left in the journal, to be read again: no more of their stream may be held, or others would wait for all it brings")
                .register(registry);
        Gauge.builder("tocsin.index.held.streams", held, HeldStreams::inTrouble)
                .description("Data streams whose events are held aside, because Elasticsearch refused some")
                .register(registry);
        Gauge.builder("tocsin.index.slow.streams", held, HeldStreams::slow)
                .description(
                        "Data streams that are sent in bulks of their own, because those take much longer than others")
                .register(registry);
    }

    /**
     * Nothing is sent yet.
     *
     * @param gate asked again before the first event of a stream, and when Elasticsearch was away: while it is closed
     *     everything waits
     * @param pause ended by closing: then batches are left as they are, for they are still in the journal
     * @param recoveredEnd events before this position were written before the start
     * @param settlements are told what becomes of each event
     */
    public static Indexer to(
            Gate gate,
            ElasticLink link,
            DeadLetters deadLetters,
            IndexSettings settings,
            InstantSource clock,
            Pause pause,
            RandomGenerator random,
            long recoveredEnd,
            Settlements settlements,
            MeterRegistry registry) {
        return new Indexer(
                gate, link, deadLetters, settings, clock, pause, random, recoveredEnd, settlements, registry);
    }

    /** Which events are done with. */
    public Progress progress() {
        return progress;
    }

    /** Of each data stream, what its events became. */
    public Map<String, Map<Outcome, Long>> settledByStream() {
        return meters.settledByStream();
    }

    /** Of each data stream, how many events were written before the start and have been read since. */
    public Map<String, Long> recoveredByStream() {
        return meters.recoveredByStream();
    }

    /** Bulks on the way, and how many there may be. */
    public BulkConcurrency concurrency() {
        return concurrency;
    }

    /** Events of streams in trouble, of slow ones, and of those that bring too much at a time. */
    public HeldStreams held() {
        return held;
    }

    /** Events that came more than once. */
    public Twins twins() {
        return twins;
    }

    private double lagSeconds() {
        return progress.oldestOpen().isEmpty()
                ? 0
                : Math.max(0, clock.millis() - progress.oldestOpen().getAsLong()) / 1000.0;
    }

    /**
     * Returns when every event of the batch is settled or held aside, or everything ends. {@link #deliverCopies} has to
     * follow.
     *
     * @return whether any of the batch was settled
     */
    public boolean deliver(List<Delivery> batch) throws InterruptedException {
        deliverOrHold(batch);
        return batch.stream().anyMatch(delivery -> delivery.state() == Delivery.State.SETTLED);
    }

    /** Returns when every copy that waited for what is settled by now is settled or held aside, or everything ends. */
    public void deliverCopies() throws InterruptedException {
        for (List<Delivery> copies = twins.takeReleased();
                !copies.isEmpty() && pause.goesOnAfter(Duration.ZERO);
                copies = twins.takeReleased()) {
            deliverOrHold(copies.stream().filter(copy -> !held.takesNew(copy)).toList());
            // Not when they are left as they are: at the end, with the journal.
            twins.delivered(copies.size());
        }
    }

    private void deliverOrHold(List<Delivery> batch) throws InterruptedException {
        Object hand = new Object();
        batch.forEach(delivery -> delivery.takenInto(hand));
        try {
            batch.forEach(this::repairWhatIsKnown);
            deliverOpen(batch);
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("Indexing a batch failed for a reason that nobody thought of");
            for (Delivery delivery : batch) {
                if (delivery.isIn(hand)) {
                    delivery.sentInDoubt("unknown");
                    held.hold(delivery, "internal error: " + e.getClass().getSimpleName());
                }
            }
        }
    }

    private void repairWhatIsKnown(Delivery delivery) {
        List<KnownConflicts.Offender> offenders = known.of(delivery.stream());
        if (!offenders.isEmpty() && delivery.repairs() == 0) {
            ConflictRepair.moveKnown(delivery.document(), offenders).ifPresent(document -> {
                delivery.repaired(document);
                meters.repaired.increment();
            });
        }
    }

    private void deliverOpen(List<Delivery> batch) throws InterruptedException {
        List<Delivery> open = batch;
        int failures = 0;
        while (true) {
            Duration wait = backoff.after(failures + 1);
            boolean hangs = false;
            try {
                open = sortOutDoubts(open);
                if (failures > 0) {
                    troubles.over(TroubleLog.BULKS);
                    open = held.withoutHeld(open);
                }
                if (open.isEmpty()) {
                    return;
                }
                if (!findsItsTemplates(open)) {
                    failures++;
                    if (!pause.goesOnAfter(wait)) {
                        return;
                    }
                    continue;
                }
                long started = System.nanoTime();
                BulkOutcome outcome = sender.send(open);
                learn(open, outcome, started, System.nanoTime());
                switch (outcome) {
                    case Answered answered -> {
                        lastAnswer = steady.instant();
                        troubles.over(TroubleLog.ELASTICSEARCH);
                        open = judged(open, answered);
                        failures = 0;
                        continue;
                    }
                    case Refused refused
                    when refused.tooLarge() -> {
                        deliverSmaller(open, refused.reason());
                        return;
                    }
                    case Refused refused -> {
                        if (refused.isBusy() && isTooMuchForItself(open, failures)) {
                            held.holdBusy(open.getFirst(), refused.reason());
                            return;
                        }
                        if (!refused.isBusy()) {
                            foundAway();
                        }
                        troubles.seen(TroubleLog.ELASTICSEARCH, refused.reason());
                        wait = Backoff.longer(wait, refused.after());
                    }
                    case NotKnown unknown -> {
                        foundAway();
                        troubles.seen(TroubleLog.ELASTICSEARCH, unknown.reason());
                        open.forEach(delivery -> delivery.sentInDoubt(unknown.bulk()));
                        wait = Backoff.longer(wait, unknown.after());
                    }
                }
                meters.retries.increment(open.size());
            } catch (NotAnswered e) {
                hangs = e.concernsOneBulk();
                if (!hangs) {
                    foundAway();
                }
                troubles.seen(hangs ? TroubleLog.BULKS : TroubleLog.ELASTICSEARCH, e.reason());
            }
            failures++;
            boolean goesOn = hangs ? goesOnWithoutPlace(open, wait) : pause.goesOnAfter(wait);
            if (!goesOn) {
                return;
            }
        }
    }

    /** One event can be more than Elasticsearch ever takes at a time: others are not to wait for its place. */
    private boolean isTooMuchForItself(List<Delivery> open, int failures) {
        return open.size() == 1 && (failures >= MOST_BUSY || held.isInTrouble(open.getFirst().stream()));
    }

    /** A bulk may hang in the cluster for ever: others are sent meanwhile, as long as it can be held with what is. */
    private boolean goesOnWithoutPlace(List<Delivery> open, Duration wait) throws InterruptedException {
        if (held.isFull()) {
            return pause.goesOnAfter(wait);
        }
        open.forEach(heldBytes::add);
        concurrency.ended();
        try {
            return pause.goesOnAfter(wait);
        } finally {
            concurrency.begun();
            open.forEach(heldBytes::remove);
        }
    }

    private void foundAway() {
        if (steady.instant().isAfter(lastAnswer.plus(NOT_AWAY))) {
            away.incrementAndGet();
        }
    }

    /** What answers may be another Elasticsearch than before, or one that was emptied: it would make streams of its own. */
    private boolean findsItsTemplates(List<Delivery> batch) {
        Set<String> streams = Delivery.streamsOf(batch);
        // Before the look: who finds Elasticsearch away meanwhile has it looked at once more.
        long found = away.get();
        if (found == awayLookedInto.get() && streamsSeen.containsAll(streams)) {
            return true;
        }
        if (!gate.isStillOpen()) {
            away.incrementAndGet();
            return false;
        }
        // Only after it: until then nobody else sends either.
        awayLookedInto.accumulateAndGet(found, Math::max);
        if (streamsSeen.size() > MOST_STREAMS) {
            streamsSeen.clear();
        }
        streamsSeen.addAll(streams);
        return true;
    }

    private void learn(List<Delivery> sent, BulkOutcome outcome, long started, long ended) {
        Duration took = Duration.ofNanos(ended - started);
        timerOf(outcome).record(took);
        double size = settings.sizeOf(sent);
        boolean alone = switch (outcome) {
            case Answered _ -> held.answered(sent, size, took);
            case Refused _ -> false;
            case NotKnown _ -> held.unanswered(sent, size, took);
        };
        // One that is slow or refused alone says nothing about what all the others could be sent.
        if (!alone) {
            concurrency.learn(outcome, size, started, ended);
        }
    }

    private Timer timerOf(BulkOutcome outcome) {
        return switch (outcome) {
            case Answered _ -> meters.answered;
            case Refused _ -> meters.refused;
            case NotKnown _ -> meters.unanswered;
        };
    }

    private void deliverSmaller(List<Delivery> open, String reason) throws InterruptedException {
        if (open.size() > 1) {
            deliverOpen(open.subList(0, open.size() / 2));
            deliverOpen(open.subList(open.size() / 2, open.size()));
            return;
        }
        Burial burial = new Burial(deadLetters, clock, meters);
        burial.add(open.getFirst(), "too_large", "larger than Elasticsearch takes: " + reason);
        bury(burial);
    }

    /** Settles what is there already and returns what is to be sent. */
    private List<Delivery> sortOutDoubts(List<Delivery> open) throws NotAnswered, InterruptedException {
        List<Delivery> suspects = oldCopy.suspectsAmong(open);
        suspects.forEach(Delivery::mayHaveBeenSent);
        if (open.stream()
                .noneMatch(delivery -> delivery.inDoubt() || delivery.event().clientGaveId())) {
            return open;
        }
        Doubts.Findings findings = doubts.lookUp(open);
        oldCopy.learn(open, findings);
        Burial burial = new Burial(deadLetters, clock, meters);
        List<Delivery> toSend = new ArrayList<>();
        for (Delivery delivery : open) {
            @Nullable Found there = findings.there().get(delivery);
            @Nullable String undecided = findings.undecided().get(delivery);
            if (undecided != null) {
                held.hold(delivery, undecided);
            } else if (there != null) {
                judgement.found(delivery, there, burial);
            } else {
                if (delivery.inDoubt()) {
                    meters.foundMissing.increment();
                    delivery.foundMissing();
                }
                toSend.add(delivery);
            }
        }
        bury(burial);
        return toSend;
    }

    private List<Delivery> judged(List<Delivery> sent, Answered answer) {
        Burial burial = new Burial(deadLetters, clock, meters);
        List<Delivery> again = judgement.judge(sent, answer, burial);
        bury(burial);
        return again;
    }

    private void bury(Burial burial) {
        progress.settled(burial.complete(), Outcome.DEAD_LETTER);
        burial.waiting().forEach(delivery -> held.hold(delivery, "dead letters cannot be written"));
    }
}
