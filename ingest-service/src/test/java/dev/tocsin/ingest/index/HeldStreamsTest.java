package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.tocsin.ingest.TestLog;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.index.BulkOutcome.Answered;
import dev.tocsin.ingest.journal.JournaledEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeldStreamsTest {
    static {
        TestLog.of(TroubleLog.class).setLevel(Level.OFF);
    }

    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(3);
    private static final double SMALL = 0.1;

    private final IndexSettings settings = IndexSettings.forNode("n");
    private final HeldBytes bytes = new HeldBytes(settings);
    private final BulkConcurrency concurrency = new BulkConcurrency(settings, new SimpleMeterRegistry());
    private final Progress progress = new Progress(0, Unwatched.INSTANCE);
    private Instant now = Instant.parse("2026-11-23T01:00:00Z");
    private final HeldStreams held = new HeldStreams(
            settings,
            bytes,
            concurrency,
            new Backoff(settings.firstRetry(), settings.lastRetry(), new Random(1)),
            () -> now,
            new TroubleLog(() -> now));
    private long position;

    private Delivery event(String stream) {
        return event(stream, new byte[100]);
    }

    private Delivery event(String stream, byte[] document) {
        return progress.opened(List.of(new JournaledEvent(
                        position,
                        position += document.length + 1,
                        new EventId("i" + position),
                        false,
                        false,
                        stream,
                        document,
                        0)))
                .getFirst();
    }

    private List<Delivery> bulkOf(String... streams) {
        return Arrays.stream(streams).map(this::event).toList();
    }

    private void quickBulk(String... streams) {
        held.answered(bulkOf(streams), SMALL, QUICK);
    }

    private void longBulk(String... streams) {
        held.answered(bulkOf(streams), SMALL, LONG);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    /** What is due now of the stream, answered after so long. */
    private void trial(String stream, Duration took) {
        List<Delivery> bulk = held.takeDue();
        assertThat(bulk).isNotEmpty().allMatch(delivery -> delivery.stream().equals(stream));
        assertThat(held.answered(bulk, SMALL, took)).isTrue();
        held.tried(bulk.getFirst(), true);
    }

    private void trialOfOne(String stream, Duration took) {
        assertThat(held.takesNew(event(stream))).isTrue();
        pass(settings.linger());
        trial(stream, took);
    }

    private void findSlow(String... streams) {
        quickBulk("other", "another");
        String[] all = Arrays.copyOf(streams, streams.length + 1);
        all[streams.length] = "other";
        longBulk(all);
        trialOfOne("other", QUICK);
        for (String stream : streams) {
            trialOfOne(stream, LONG);
        }
        assertThat(held.slow()).isEqualTo(streams.length);
    }

    @Test
    void afterALongBulkEachOfItsStreamsIsSentAloneAndOnlyTheSlowOneStaysSo() {
        quickBulk("a", "b", "c");
        longBulk("a", "b");

        assertThat(held.takesNew(event("c"))).isFalse();
        trialOfOne("a", LONG);
        assertThat(held.slow()).as("none was quicker yet").isZero();
        trialOfOne("b", QUICK);
        trialOfOne("a", LONG);

        assertThat(held.slow()).isEqualTo(1);
        assertThat(held.takesNew(event("a"))).isTrue();
        assertThat(held.takesNew(event("b"))).isFalse();
        assertThat(held.inTrouble()).isZero();
    }

    @Test
    void waitsALittleForMoreOfAStreamBeforeItsBulk() {
        findSlow("a");

        assertThat(held.takesNew(event("a"))).isTrue();
        assertThat(held.takeDue()).isEmpty();
        assertThat(held.nextDue()).hasValue(settings.linger());
        pass(settings.linger());
        assertThat(held.takesNew(event("a"))).isTrue();
        assertThat(held.takeDue()).hasSize(2);
    }

    @Test
    void anEventThatFillsABulkGoesAlone() {
        Delivery small = event("a");
        Delivery large = event("a", new byte[settings.bulkBytes()]);
        Delivery last = event("a");
        for (Delivery delivery : List.of(small, large, last)) {
            held.hold(delivery, "busy");
        }

        for (Delivery delivery : List.of(small, large, last)) {
            pass(Duration.ofMinutes(1));
            assertThat(held.takeDue()).containsExactly(delivery);
            held.tried(delivery, true);
        }
    }

    @Test
    void whatWaitsOfAStreamThatIsQuickGoesItsWayAndNewEventsAreNotHeld() {
        quickBulk("a", "b");
        longBulk("a", "b");
        assertThat(held.takesNew(event("a"))).isTrue();
        pass(settings.linger());
        List<Delivery> trial = held.takeDue();
        assertThat(held.takesNew(event("a"))).isTrue();
        held.answered(trial, SMALL, QUICK);
        held.tried(trial.getFirst(), true);

        assertThat(held.takesNew(event("a"))).isFalse();
        assertThat(held.takeDue()).hasSize(1);
        assertThat(bytes.bytes()).isZero();
    }

    @Test
    void aSlowStreamComesBackAfterAFewQuickBulks() {
        findSlow("a");

        trialOfOne("a", QUICK);
        trialOfOne("a", QUICK);
        trialOfOne("a", LONG);
        trialOfOne("a", QUICK);
        trialOfOne("a", QUICK);
        assertThat(held.slow()).isEqualTo(1);
        trialOfOne("a", QUICK);

        assertThat(held.slow()).isZero();
        assertThat(held.takesNew(event("a"))).isFalse();
    }

    @Test
    void slowStreamsNeverHaveAllPlacesAndEachHasItsTurn() {
        findSlow("a", "b", "c");
        Set<String> tried = new HashSet<>();

        for (int i = 0; i < 3; i++) {
            for (String stream : List.of("a", "b", "c")) {
                held.takesNew(event(stream));
            }
            pass(settings.linger());
            List<Delivery> one = held.takeDue();
            assertThat(one).isNotEmpty();
            assertThat(concurrency.placesOfSlowStreams()).isEqualTo(1);
            assertThat(held.takeDue()).isEmpty();
            assertThat(held.nextDue()).isEmpty();
            tried.add(one.getFirst().stream());
            held.answered(one, SMALL, LONG);
            held.tried(one.getFirst(), true);
        }

        assertThat(tried).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void nobodyIsSlowWhenAllAre() {
        longBulk("a", "b");

        trialOfOne("a", LONG);
        trialOfOne("b", LONG);

        assertThat(held.slow()).isZero();
        assertThat(held.takesNew(event("a"))).isFalse();
        pass(Duration.ofSeconds(31));
        longBulk("a", "b");
        assertThat(held.takesNew(event("a"))).isFalse();
    }

    @Test
    void aStreamThatIsAloneHoldsUpNobody() {
        quickBulk("a");
        longBulk("a");
        assertThat(held.takesNew(event("a"))).isFalse();

        quickBulk("b");
        longBulk("a");
        trialOfOne("a", LONG);
        quickBulk("b");
        trialOfOne("a", LONG);
        assertThat(held.slow()).isEqualTo(1);
        pass(Duration.ofSeconds(31));
        assertThat(held.slow()).isZero();
    }

    @Test
    void theOnlyOneThatIsLeftIsNotSentApart() {
        quickBulk("a", "b");
        longBulk("a");

        trialOfOne("a", LONG);
        trialOfOne("a", LONG);

        assertThat(held.slow()).isZero();
        assertThat(held.takesNew(event("a"))).isFalse();
    }

    @Test
    void aStallOfTheWholeClusterMakesNobodySlow() {
        String[] all = {"a", "b", "c", "d", "e"};
        quickBulk(all);
        longBulk(all);

        for (int round = 0; round < 2; round++) {
            for (String stream : all) {
                trialOfOne(stream, LONG);
                assertThat(held.slow()).isZero();
            }
        }

        for (String stream : all) {
            assertThat(held.takesNew(event(stream))).as(stream).isFalse();
        }
    }

    @Test
    void findsTheStreamThatHangsThoughNoBulkWithItIsAnswered() {
        quickBulk("a", "b");
        assertThat(held.unanswered(bulkOf("a", "b"), SMALL, settings.bulkTimeout()))
                .isFalse();

        trialOfOne("b", QUICK);
        assertThat(held.takesNew(event("a"))).isTrue();
        pass(settings.linger());
        List<Delivery> trial = held.takeDue();
        assertThat(held.unanswered(trial, SMALL, settings.bulkTimeout())).isTrue();

        assertThat(held.slow()).isEqualTo(1);
        assertThat(held.takesNew(event("b"))).isFalse();
    }

    @Test
    void aConnectionThatBreaksSaysNothingOfStreams() {
        quickBulk("a", "b");
        held.unanswered(bulkOf("a", "b"), SMALL, QUICK);

        assertThat(held.takesNew(event("a"))).isFalse();
        assertThat(held.takesNew(event("b"))).isFalse();

        findSlow("a");
        for (int i = 0; i < 3; i++) {
            held.unanswered(bulkOf("a"), SMALL, QUICK);
        }
        assertThat(held.slow()).isEqualTo(1);
    }

    @Test
    void takesOutOfAMixedBulkThatIsSentAgainWhatIsOfHeldStreams() {
        findSlow("a");
        List<Delivery> mixed = bulkOf("a", "other", "a");

        assertThat(held.withoutHeld(mixed)).containsExactly(mixed.get(1));
        assertThat(held.events()).isEqualTo(2);
        List<Delivery> alone = bulkOf("a");
        assertThat(held.withoutHeld(alone)).isEqualTo(alone);
    }

    @Test
    void aSlowStreamOfWhichSomeWasLeftBehindHasThePlacesOfAllSlowOnes() {
        allowFourBulks();
        findSlow("a");
        for (int i = 0; i <= settings.bulkEvents() * 2; i++) {
            held.takesNew(event("a"));
        }
        pass(settings.linger());
        List<Delivery> first = held.takeDue();
        assertThat(held.takeDue()).isEmpty();
        assertThat(held.nextDue()).isEmpty();

        Delivery large = event("a", new byte[1 << 20]);
        while (!held.leaves(large)) {
            held.takesNew(large);
        }

        assertThat(held.nextDue()).hasValue(Duration.ZERO);
        List<Delivery> second = held.takeDue();
        assertThat(second).isNotEmpty();
        assertThat(held.takeDue()).isEmpty();
        held.tried(first.getFirst(), true);
        assertThat(held.takeDue()).isNotEmpty();
    }

    @Test
    void aStreamThatIsTakenAgainIsNoMoreInTroubleAndHasSeveralPlacesUntilItHasCaughtUp() {
        held.hold(event("a"), "blocked");
        Delivery large = event("a", new byte[1 << 20]);
        while (!held.leaves(large)) {
            held.takesNew(large);
        }
        pass(settings.firstRetry().multipliedBy(2));
        List<Delivery> refused = held.takeDue();
        held.hold(refused.getFirst(), "blocked");
        assertThat(held.takeDue()).as("one at a time while it is refused").isEmpty();
        held.tried(refused.getFirst(), false);
        pass(settings.lastRetry().multipliedBy(2));
        List<Delivery> taken = held.takeDue();
        assertThat(held.takeDue()).isEmpty();
        held.tried(taken.getFirst(), true);

        assertThat(held.inTrouble()).isZero();
        assertThat(held.takeDue()).isNotEmpty();
        assertThat(held.takeDue()).isNotEmpty();
        assertThat(held.leaves(event("a"))).isTrue();
        assertThat(held.answered(taken, 1, QUICK))
                .as("it says what others can be sent")
                .isFalse();
    }

    /** Of one with nothing else in its way, bulk after bulk, none of which is answered. */
    private void assertThatItGoesOn(String stream, int bulks) {
        for (int bulk = 0; bulk < bulks; bulk++) {
            assertThat(readAgain(settings.bulkBytes())).isEqualTo(stream);
            List<Delivery> due = held.takeDue();
            assertThat(due).allMatch(delivery -> delivery.stream().equals(stream));
            assertThat(settings.sizeOf(due)).as("bulk %d", bulk).isGreaterThan(0.9);
        }
    }

    /** What may be read again now, in one event of so many bytes at most; returns its stream, or nothing. */
    private String readAgain(int most) {
        Optional<ToReadAgain> next = held.toReadAgain();
        next.ifPresent(asked -> {
            held.wasRead(asked, 1, asked.from() + 1);
            held.takeAgain(asked, List.of(event(asked.stream(), new byte[Math.min(most, asked.maxBytes())])));
        });
        return next.map(ToReadAgain::stream).orElse("");
    }

    private void makeHot(String stream) {
        int full = settings.bulkBytes();
        long behind = 2L * full * settings.inFlight();
        held.leaves(event("other"));
        for (int bulk = 0; bulk < 8; bulk++) {
            held.leaves(event(stream, new byte[full]));
            held.unread(behind, true);
        }
        assertThat(held.leaves(event(stream))).isTrue();
        for (int i = 0; i < 100; i++) {
            held.leaves(event(stream));
        }
    }

    private void refuseUntilTheirShareIsFull(int streams) {
        for (int i = 0; i < streams; i++) {
            held.hold(event("refused" + i), "blocked");
        }
        for (int i = 0; bytes.roomFor(settings.heldBytes(), streams) > 0; i++) {
            held.takesNew(event("refused" + i % streams, new byte[1 << 20]));
        }
    }

    @Test
    void aHotStreamDoesNotNeedTheRoomThatStreamsInTroubleHaveTaken() {
        refuseUntilTheirShareIsFull(8);
        makeHot("a");

        assertThatItGoesOn("a", 4);
        assertThat(bytes.isFull()).isFalse();
    }

    @Test
    void aHotStreamDoesNotNeedTheRoomThatHangingBulksHaveTaken() {
        makeHot("a");
        for (long hangs = 0; hangs <= settings.heldBytes() / 4; hangs += 1 << 20) {
            bytes.add(event("hangs", new byte[1 << 20]));
        }

        assertThatItGoesOn("a", 4);
        assertThat(bytes.isFull()).isFalse();
    }

    @Test
    void howeverManyCatchUpTheyHaveLittleMoreThanABulkBesideWhatMayBeHeld() {
        int many = 30;
        refuseUntilTheirShareIsFull(8);
        long before = bytes.bytes();
        for (int i = 0; i < many; i++) {
            makeHot("a" + i);
            // Of each some is on its way, so it is not its only one.
            readAgain(settings.bulkBytes());
            held.takeDue();
        }

        String stream = readAgain(settings.bulkBytes());
        while (!stream.isEmpty()) {
            stream = readAgain(settings.bulkBytes());
        }

        long parts = bytes.partOf(8 + many) * (many + 1);
        assertThat(bytes.bytes() - before).isBetween((long) settings.bulkBytes(), parts + 2L * settings.bulkBytes());
        assertThat(held.nextDue()).hasValue(Duration.ZERO);
    }

    /** Bulks of them hang, and the next of each is small: it is not to wait for more, for which there is no room. */
    @Test
    void manyThatCatchUpDoNotWaitForEachOther() {
        for (long hangs = 0; hangs <= settings.heldBytes() / 4; hangs += 1 << 20) {
            bytes.add(event("hangs", new byte[1 << 20]));
        }
        for (int i = 0; i < 4; i++) {
            makeHot("a" + i);
            readAgain(settings.bulkBytes());
            assertThat(held.takeDue()).isNotEmpty();
        }
        for (int i = 0; i < 4; i++) {
            readAgain(settings.bulkBytes() / 5);
        }

        assertThat(held.toReadAgain()).isEmpty();
        assertThat(held.takeDue()).isNotEmpty();
        assertThat(held.toReadAgain()).isPresent();
    }

    @Test
    void tellsHowManyStreamsAreDue() {
        assertThat(held.due()).isZero();
        held.hold(event("a"), "blocked");
        held.hold(event("b"), "blocked");
        assertThat(held.due()).isZero();
        pass(settings.lastRetry());
        assertThat(held.due()).isEqualTo(2);

        held.takeDue();

        assertThat(held.due()).as("one at a time").isEqualTo(1);
    }

    private void allowFourBulks() {
        for (int i = 0; i < 4; i++) {
            concurrency.begun();
        }
        for (long sent = System.nanoTime(), end = sent + 1_000; sent < end; sent += 10) {
            concurrency.learn(new Answered("b", List.of()), 1, sent, sent + 5);
        }
        assertThat(concurrency.placesOfSlowStreams()).isEqualTo(2);
    }

    @Test
    void searchesAgainOnlyAfterAWhile() {
        quickBulk("a", "b");
        longBulk("a", "b");
        trialOfOne("a", QUICK);
        trialOfOne("b", QUICK);

        longBulk("a", "b");
        assertThat(held.takesNew(event("a"))).isFalse();
        pass(Duration.ofSeconds(30));
        longBulk("a", "b");
        assertThat(held.takesNew(event("a"))).isTrue();
    }

    @Test
    void forgetsASlowStreamThatSendsNothing() {
        findSlow("a");
        pass(Duration.ofSeconds(31));

        assertThat(held.slow()).isZero();
        assertThat(held.takesNew(event("a"))).isFalse();
    }

    @Test
    void aSlowStreamThatIsRefusedToo() {
        findSlow("a");
        assertThat(held.takesNew(event("a"))).isTrue();
        pass(settings.linger());
        List<Delivery> trial = held.takeDue();
        held.answered(trial, SMALL, LONG);
        held.hold(trial.getFirst(), "blocked");
        held.tried(trial.getFirst(), false);

        assertThat(held.inTrouble()).isEqualTo(1);
        assertThat(held.takeDue()).isEmpty();
        pass(settings.firstRetry());
        trial("a", LONG);
        assertThat(held.inTrouble()).isZero();
        assertThat(held.slow()).isEqualTo(1);
    }

    /** Whatever happens, each event that was taken is given out, and the bytes are those of what waits. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesOutEachEventThatItTook(int seed) {
        Random random = new Random(seed);
        List<List<Delivery>> trials = new ArrayList<>();
        Map<Delivery, Integer> inside = new HashMap<>();
        for (int step = 0; step < 3_000 || !inside.isEmpty(); step++) {
            boolean ends = step >= 3_000;
            pass(Duration.ofMillis(random.nextInt(200)));
            switch (ends ? 5 + random.nextInt(4) : random.nextInt(9)) {
                case 0, 1, 2 -> {
                    Delivery delivery = event("s" + random.nextInt(5));
                    if (held.takesNew(delivery)) {
                        inside.put(delivery, 1);
                    }
                }
                case 3 ->
                    held.answered(
                            bulkOf("s" + random.nextInt(5), "s" + random.nextInt(5)),
                            random.nextDouble(),
                            took(random));
                case 4 -> {
                    Delivery delivery = event("s" + random.nextInt(5));
                    held.hold(delivery, "blocked");
                    inside.put(delivery, 1);
                }
                case 5, 6 -> {
                    List<Delivery> due = held.takeDue();
                    if (!due.isEmpty()) {
                        due.forEach(delivery -> assertThat(inside.remove(delivery))
                                .as("seed %d", seed)
                                .isNotNull());
                        trials.add(due);
                    }
                }
                default -> {
                    if (!trials.isEmpty()) {
                        List<Delivery> trial = trials.remove(random.nextInt(trials.size()));
                        held.answered(trial, random.nextDouble(), took(random));
                        boolean refused = !ends && random.nextInt(4) == 0;
                        if (refused) {
                            held.hold(trial.getFirst(), "blocked");
                            inside.put(trial.getFirst(), 1);
                        }
                        held.tried(trial.getFirst(), !refused);
                    }
                }
            }
            assertThat(held.events()).as("seed %d", seed).isEqualTo(inside.size());
            assertThat(bytes.bytes())
                    .as("seed %d", seed)
                    .isEqualTo(inside.keySet().stream()
                            .mapToLong(Delivery::heldBytes)
                            .sum());
            assertThat(step).as("seed %d: all are given out", seed).isLessThan(20_000);
        }
    }

    private static Duration took(Random random) {
        return Duration.ofMillis(random.nextInt(3) == 0 ? 1_000 + random.nextInt(9_000) : random.nextInt(500));
    }

    /** Small bounds, and a journal in which the events that were left stand: each is given out once, in its order. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesOutEachEventOnceThoughMostAreLeftBehind(int seed) {
        Random random = new Random(seed);
        IndexSettings little = withHeldBytes(20_000);
        HeldBytes few = new HeldBytes(little);
        HeldStreams streams = new HeldStreams(
                little,
                few,
                concurrency,
                new Backoff(settings.firstRetry(), settings.lastRetry(), new Random(1)),
                () -> now,
                new TroubleLog(() -> now));
        Map<String, List<Delivery>> left = new HashMap<>();
        Set<Delivery> inside = new HashSet<>();
        List<List<Delivery>> trials = new ArrayList<>();
        int everLeft = 0;
        int leftOfHotOnes = 0;
        for (int step = 0; step < 5_000 || !inside.isEmpty() || !trials.isEmpty(); step++) {
            boolean ends = step >= 5_000;
            pass(Duration.ofMillis(random.nextInt(100)));
            streams.unread(random.nextInt(4) * 20_000L, random.nextBoolean());
            switch (ends ? 4 + random.nextInt(4) : random.nextInt(8)) {
                case 0, 1, 2 -> {
                    Delivery delivery = event("s" + random.nextInt(5), new byte[random.nextInt(1_000)]);
                    List<Delivery> ofStream = left.computeIfAbsent(delivery.stream(), _ -> new ArrayList<>());
                    if (streams.leaves(delivery)) {
                        ofStream.add(delivery);
                        everLeft++;
                        leftOfHotOnes += streams.isInTrouble(delivery.stream()) ? 0 : 1;
                    } else {
                        assertThat(ofStream)
                                .as("seed %d: none passes what was left", seed)
                                .isEmpty();
                        if (streams.takesNew(delivery)) {
                            inside.add(delivery);
                        }
                    }
                }
                case 3 -> {
                    Delivery delivery = event("s" + random.nextInt(5));
                    streams.hold(delivery, "blocked");
                    inside.add(delivery);
                }
                case 4, 5 -> {
                    Optional<ToReadAgain> next = streams.toReadAgain();
                    if (next.isPresent()) {
                        readAgain(streams, next.get(), left, inside, random);
                    }
                }
                case 6 -> {
                    List<Delivery> due = streams.takeDue();
                    assertThat(inside).as("seed %d", seed).containsAll(due);
                    due.forEach(inside::remove);
                    if (!due.isEmpty()) {
                        trials.add(due);
                    }
                }
                default -> {
                    if (!trials.isEmpty()) {
                        List<Delivery> trial = trials.remove(random.nextInt(trials.size()));
                        boolean refused = !ends && random.nextInt(2) == 0;
                        if (refused) {
                            trial.forEach(delivery -> streams.hold(delivery, "blocked"));
                            inside.addAll(trial);
                        }
                        streams.tried(trial.getFirst(), !refused);
                    }
                }
            }
            int leftNow = left.values().stream().mapToInt(List::size).sum();
            assertThat(streams.leftEvents()).as("seed %d", seed).isEqualTo(leftNow);
            assertThat(streams.events()).as("seed %d", seed).isEqualTo(inside.size() + leftNow);
            assertThat(few.bytes())
                    .as("seed %d", seed)
                    .isEqualTo(inside.stream().mapToLong(Delivery::heldBytes).sum());
            assertThat(step).as("seed %d: all are given out", seed).isLessThan(200_000);
        }
        assertThat(everLeft).as("seed %d", seed).isGreaterThan(500);
        assertThat(leftOfHotOnes).as("seed %d", seed).isPositive();
        assertThat(streams.inTrouble()).as("seed %d", seed).isZero();
    }

    private static void readAgain(
            HeldStreams streams,
            ToReadAgain asked,
            Map<String, List<Delivery>> left,
            Set<Delivery> inside,
            Random random) {
        List<Delivery> ofStream = left.getOrDefault(asked.stream(), List.of());
        assertThat(asked.from()).isLessThanOrEqualTo(ofStream.getFirst().event().position());
        assertThat(asked.to()).isEqualTo(ofStream.getLast().event().nextPosition());
        assertThat(asked.maxBytes()).isPositive();
        if (random.nextInt(10) == 0) {
            streams.notRead(asked);
            return;
        }
        List<Delivery> found = new ArrayList<>();
        long bytes = 0;
        while (found.size() < ofStream.size() && bytes < asked.maxBytes() && random.nextInt(8) > 0) {
            bytes += ofStream.get(found.size()).document().length;
            found.add(ofStream.get(found.size()));
        }
        long position = found.size() == ofStream.size()
                ? asked.to()
                : ofStream.get(found.size()).event().position();
        assertThat(streams.wasRead(asked, found.size(), position)).isZero();
        streams.takeAgain(asked, found);
        ofStream.subList(0, found.size()).clear();
        inside.addAll(found);
    }

    private IndexSettings withHeldBytes(long heldBytes) {
        return new IndexSettings(
                settings.node(),
                5_000,
                settings.bulkEvents(),
                settings.linger(),
                settings.inFlight(),
                settings.bulkTimeout(),
                settings.shardTimeout(),
                heldBytes,
                settings.firstRetry(),
                settings.lastRetry(),
                settings.quiet(),
                settings.maxRepairs(),
                settings.olderIndices(),
                settings.closeDeadline());
    }
}
