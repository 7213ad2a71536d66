package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limit against a model of Elasticsearch in virtual time: some threads, a queue before them, times that vary. */
class ConcurrencySimulationTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final int MOST = 16;
    private static final double WORK_MILLIS = 300;

    /** @param begun when it was started, which may be before it was sent for the last time */
    private record Bulk(long begun, long sent, long ends, boolean refused) {}

    private final PriorityQueue<Bulk> onTheWay = new PriorityQueue<>(Comparator.comparingLong(Bulk::ends));
    private final PriorityQueue<Long> threads = new PriorityQueue<>();
    private final ConcurrencyLimit limit = new ConcurrencyLimit(MOST, 0);
    private final List<Integer> limits = new ArrayList<>();
    private Random random = new Random();
    private long stormBegins = Long.MAX_VALUE;
    private long stormEnds = Long.MAX_VALUE;
    private long now;
    private int answered;
    private long longest;

    private void server(int capacity, int seed) {
        random = new Random(seed);
        for (int i = 0; i < capacity; i++) {
            threads.add(0L);
        }
    }

    private Bulk send(long begun, long at) {
        if (at >= stormBegins && at < stormEnds) {
            return new Bulk(begun, at, at + 5 * MILLI, true);
        }
        double work = WORK_MILLIS * Math.exp(random.nextGaussian() * 0.25) * (random.nextInt(30) == 0 ? 4 : 1);
        long ends = Math.max(at, threads.remove()) + (long) (work * MILLI);
        threads.add(ends);
        return new Bulk(begun, at, ends, false);
    }

    private void runUntil(long end) {
        while (now < end) {
            while (onTheWay.size() < limit.bulks()) {
                onTheWay.add(send(now, now));
            }
            int used = onTheWay.size();
            Bulk bulk = onTheWay.remove();
            now = bulk.ends();
            if (bulk.refused()) {
                limit.pushedBack(bulk.sent(), now);
                onTheWay.add(send(bulk.begun(), now + (100 + random.nextInt(100)) * MILLI));
            } else {
                limit.answered(1, used, bulk.sent(), now);
                answered++;
                longest = Math.max(longest, now - bulk.begun());
            }
            assertThat(limit.bulks()).isBetween(2, MOST);
            limits.add(limit.bulks());
        }
    }

    private double usualLimit() {
        return limits.stream().mapToInt(Integer::intValue).average().orElseThrow();
    }

    private void forget() {
        limits.clear();
        answered = 0;
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 2", "3, 3", "4, 4", "4, 5", "6, 6", "6, 7", "8, 8"})
    void findsAboutWhatTheServerWorksOnAtOnce(int capacity, int seed) {
        server(capacity, seed);
        runUntil(60 * SECOND);
        forget();

        runUntil(660 * SECOND);

        double possible = capacity * 600_000 / (WORK_MILLIS * Math.exp(0.25 * 0.25 / 2) * (29 + 4) / 30);
        assertThat(answered).as("throughput").isGreaterThan((int) (possible * 0.85));
        assertThat(usualLimit()).isBetween(0.8 * capacity, 2.0 * capacity);
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "4, 2", "6, 3"})
    void givesWayInAStormAndComesBackAfterIt(int capacity, int seed) {
        server(capacity, seed);
        stormBegins = 120 * SECOND;
        stormEnds = 150 * SECOND;
        runUntil(stormBegins);
        assertThat(limit.bulks()).isGreaterThan(2);

        runUntil(stormBegins + 2 * SECOND);
        forget();
        runUntil(stormEnds);
        assertThat(limits).as("in the storm").containsOnly(2);

        runUntil(stormEnds + 30 * SECOND);
        forget();
        runUntil(stormEnds + 330 * SECOND);
        assertThat(usualLimit()).isBetween(0.8 * capacity, 2.0 * capacity);
        assertThat(longest).as("none was left behind").isLessThan(stormEnds - stormBegins + 20 * SECOND);
    }
}
