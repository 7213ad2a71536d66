package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tocsin.ingest.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HotStreamsTest {
    private static final IndexSettings SETTINGS = IndexSettings.forNode("n1");
    private static final int EVENT = SETTINGS.bulkBytes() / 100;
    private static final int TURNS = 400;
    private static final int TAKEN_IN_A_TURN = 200;
    private static final long ROUND = (long) SETTINGS.bulkBytes() * SETTINGS.inFlight();

    private Instant now = Instant.parse("2026-11-23T01:00:00Z");
    private final HotStreams hot = new HotStreams(SETTINGS, () -> now);

    /** Parts of a bulk, in turn, for so many bulks. */
    private void read(String parts, int bulks) {
        for (int bulk = 0; bulk < bulks; bulk++) {
            for (String part : parts.split(" ")) {
                for (int i = 0; i < Integer.parseInt(part.substring(1)); i++) {
                    hot.read(part.substring(0, 1), EVENT);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} for {1} bulks, {2} rounds unread, held {3}: {4}")
    @CsvSource({
        // parts of what was read, full bulks, rounds unread, held streams, hot
        "a90 b10,           8, 1.01, -,   a",
        // Reading is not behind.
        "a90 b10,           8, 1,    -,   -",
        "a90 b10,           8, 0,    -,   -",
        // Nobody else.
        "a100,              8, 100,  -,   -",
        "a90 b10,           8, 100,  b,   -",
        "a80 b10 c10,       8, 100,  bc,  -",
        // Too little was read to know.
        "a90 b10,           1, 100,  -,   -",
        // One event in four bulks is somebody else.
        "a99 b1,            4, 100,  -,   a",
        // The next largest of what is in the way.
        "a62 b28 c10,       8, 100,  -,   a",
        "a62 b28 c10,       8, 100,  a,   b",
        "a40 b30 c30,       8, 100,  ab,  -",
        // Many small ones, though they bring more.
        "a40 b15 c15 d15 e15, 8, 100, -,  a",
        // Nobody is favoured among those of about one size, and who is small does not wait for them.
        "a34 b33 c33,       8, 100,  -,   -",
        "a50 b50,           8, 100,  -,   -",
        "a60 b40,           8, 100,  -,   -",
        "a50 b26 c24,       8, 100,  -,   -",
        "a50 b26 c24,       8, 100,  a,   -",
        "a48 b42 c10,       8, 100,  -,   ab",
        "a30 b30 c30 d10,   8, 100,  -,   abc",
        "a52 b30 c12 d6,    8, 100,  -,   ab",
        // Not a large part.
        "a60 b24 c16,       8, 100,  a,   -",
        "a20 b20 c20 d20 e20, 8, 100, -,  -",
        "a22 b20 c19 d20 e19, 8, 100, -,  -",
    })
    void thoseMuchLargerThanWhoStaysInTheWay(String parts, int bulks, double rounds, String held, String expected) {
        read(parts, bulks);

        hot.unread((long) (rounds * ROUND), true, stream -> held.contains(stream));

        for (String stream : List.of("a", "b", "c", "d", "e")) {
            assertThat(hot.begins(stream)).as(stream).isEqualTo(expected.contains(stream));
        }
    }

    @Test
    void whatWasReadLatelyCounts() {
        read("a99 b1", 100);
        read("a1 b99", 4);

        hot.unread(10 * ROUND, true, _ -> false);

        assertThat(hot.begins("a")).isFalse();
        assertThat(hot.begins("b")).isTrue();
    }

    @Test
    void oneAfterTheOther() {
        read("a62 b28 c10", 8);

        hot.unread(10 * ROUND, true, _ -> false);
        assertThat(hot.begins("b")).isFalse();
        hot.unread(10 * ROUND, true, _ -> false);
        hot.unread(10 * ROUND, true, _ -> false);

        assertThat(List.of("a", "b")).allMatch(hot::begins);
        assertThat(hot.begins("c")).isFalse();
    }

    @Test
    void nobodyWaitsWhileABulkHasRoom() {
        read("a99 b1", 8);

        hot.unread(10 * ROUND, false, _ -> false);

        assertThat(hot.begins("a")).isFalse();
    }

    @Test
    void itIsNoLongerHotWhenReadingIsNotBehind() {
        read("a99 b1", 8);
        hot.unread(10 * ROUND, true, _ -> false);
        hot.unread(ROUND, true, _ -> false);

        assertThat(hot.begins("a")).isFalse();
    }

    @Test
    void whoSentLongAgoDoesNotWait() {
        read("b1", 1);
        read("a100", 900);
        hot.unread(10 * ROUND, true, _ -> false);
        assertThat(hot.begins("a")).isTrue();

        read("a100", 200);
        hot.unread(0, true, _ -> false);
        hot.unread(10 * ROUND, true, _ -> false);
        assertThat(hot.begins("a")).isFalse();
    }

    @Test
    void isToldOnceInTenMinutes() {
        Logger log = TestLog.of(HotStreams.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        log.setLevel(Level.INFO);
        log.addAppender(told);
        try {
            read("t99 b1", 8);
            hot.unread(10 * ROUND, true, _ -> false);
            for (int minute = 0; minute <= 20; minute++) {
                assertThat(hot.begins("t")).isTrue();
                now = now.plus(Duration.ofMinutes(1));
            }
        } finally {
            log.detachAppender(told);
            log.setLevel(null);
        }
        assertThat(told.list)
                .filteredOn(line -> line.getKeyValuePairs().getFirst().value.equals("t"))
                .hasSize(2)
                .allMatch(line -> line.getLevel().equals(Level.INFO));
    }

    /**
     * Streams send to a journal, turn by turn, and more than is taken. Who sends little waits for a few turns however much
     * others send, and as much is taken as with one queue for all.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoSendsLittleWaitsForAFewTurns(int seed) {
        Random random = new Random(seed);
        Map<String, Integer> rates = new TreeMap<>(Map.of("calm", 20, "quiet", 1, "usual", random.nextInt(80)));
        int hots = 1 + random.nextInt(3);
        int rate = 200 + random.nextInt(400);
        for (int i = 0; i < hots; i++) {
            rates.put("hot" + i, rate + random.nextInt(rate / 8));
        }
        Turns turns = new Turns();
        for (int turn = 0; turn < TURNS; turn++) {
            rates.forEach(turns::append);
            turns.pass();
        }

        assertThat(turns.longestWait("calm")).as("%d %s", seed, rates).isLessThan(20);
        assertThat(turns.longestWait("quiet")).as("%d %s", seed, rates).isLessThan(20);
        assertThat(turns.longestWait("hot0")).as("%d %s", seed, rates).isGreaterThan(20);
        assertThat(turns.everLeft).as("%d %s", seed, rates).doesNotContain("calm", "quiet", "usual");
        assertThat(turns.taken).as("%d %s", seed, rates).isEqualTo(TURNS * TAKEN_IN_A_TURN);
    }

    @Test
    void theOnlyOneIsNeverLeft() {
        Turns turns = new Turns();
        for (int turn = 0; turn < TURNS; turn++) {
            turns.append("alone", 500);
            turns.pass();
        }

        assertThat(turns.everLeft).isEmpty();
        assertThat(turns.taken).isEqualTo(TURNS * TAKEN_IN_A_TURN);
    }

    /** A journal and what is taken of it in bulks: of what is new, and of what was left, in turn. */
    private final class Turns {
        private final Deque<Sent> unread = new ArrayDeque<>();
        private final Map<String, Deque<Sent>> left = new LinkedHashMap<>();
        private final Map<String, Integer> waited = new HashMap<>();
        private final Set<String> everLeft = new HashSet<>();
        private int turn;
        private int taken;

        private record Sent(String stream, int turn) {}

        void append(String stream, int events) {
            for (int i = 0; i < events; i++) {
                unread.addLast(new Sent(stream, turn));
            }
        }

        void pass() {
            turn++;
            int end = taken + TAKEN_IN_A_TURN;
            while (taken < end && (!unread.isEmpty() || !left.isEmpty())) {
                takeNew(Math.min(100, end - taken));
                takeLeft(Math.min(100, end - taken));
            }
        }

        private void takeNew(int events) {
            int passed = 0;
            int read = 0;
            while (read < events && passed < 800 && !unread.isEmpty()) {
                Sent next = unread.removeFirst();
                hot.read(next.stream(), EVENT);
                if (left.containsKey(next.stream()) || hot.begins(next.stream())) {
                    left.computeIfAbsent(next.stream(), _ -> new ArrayDeque<>()).addLast(next);
                    everLeft.add(next.stream());
                    passed++;
                } else {
                    take(next);
                    read++;
                }
            }
            hot.unread((long) unread.size() * EVENT, read == events, left::containsKey);
        }

        private void takeLeft(int events) {
            if (left.isEmpty()) {
                return;
            }
            String stream = left.keySet().iterator().next();
            Deque<Sent> ofStream = Objects.requireNonNull(left.remove(stream));
            for (int i = 0; i < events && !ofStream.isEmpty(); i++) {
                take(ofStream.removeFirst());
            }
            if (!ofStream.isEmpty()) {
                left.put(stream, ofStream);
            }
        }

        private void take(Sent sent) {
            taken++;
            waited.merge(sent.stream(), turn - sent.turn(), Math::max);
        }

        int longestWait(String stream) {
            return waited.getOrDefault(stream, Integer.MAX_VALUE);
        }
    }
}
