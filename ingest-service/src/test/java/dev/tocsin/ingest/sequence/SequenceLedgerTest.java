package dev.tocsin.ingest.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.sequence.Numbered.Sender;
import dev.tocsin.ingest.sequence.SequenceLedger.Connection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SequenceLedgerTest {
    private static final long MB = 1_024 * 1_024;
    private static final Sender SHOP = new Sender("logs-shop-tocsin", "web-1", "17");

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private long now;
    private final SequenceLedger ledger = new SequenceLedger(metrics, 4 * MB, () -> now);

    private static List<Numbered> numbers(Sender sender, long... numbers) {
        return LongStream.of(numbers)
                .mapToObj(number -> new Numbered(sender, number))
                .toList();
    }

    private long lost() {
        now += Duration.ofSeconds(31).toNanos();
        ledger.settle();
        return (long) metrics.find("tocsin.client.lost.events").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void whatIsMissingIsLostAfterAWhile() {
        Connection connection = ledger.opened("10.0.0.1");
        connection.saw(numbers(SHOP, 1, 2, 5, 6, 9), 0);
        ledger.settle();
        assertThat(metrics.get("tocsin.client.lost.events").counter().count()).isZero();

        assertThat(lost()).isEqualTo(4);
    }

    @Test
    void whatWasOvertakenIsNotLost() {
        Connection connection = ledger.opened("10.0.0.1");
        connection.saw(numbers(SHOP, 1, 4, 3), 0);
        connection.saw(numbers(SHOP, 6, 2, 5, 8), 0);

        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void whatIsLostBetweenTwoConnectionsIsSeen() {
        Connection first = ledger.opened("10.0.0.1");
        first.saw(numbers(SHOP, 1, 2, 3), 0);
        first.closed();
        Connection second = ledger.opened("10.0.0.1");
        second.saw(numbers(SHOP, 10, 11), 0);

        assertThat(lost()).isEqualTo(6);
    }

    @Test
    void aSenderThatIsHereAgainBeforeItsLastConnectionWasReadToTheEndGoesOn() {
        Connection first = ledger.opened("10.0.0.1");
        first.saw(numbers(SHOP, 1, 2), 0);
        Connection second = ledger.opened("10.0.0.1");
        second.saw(numbers(SHOP, 8, 9), 0);
        first.saw(numbers(SHOP, 3, 5), 0);
        first.closed();

        assertThat(lost()).isEqualTo(3);
    }

    @Test
    void whoDoesNotNameItsProcessIsNotKnownAgain() {
        Sender somebody = new Sender("logs-shop-tocsin", "web-1", null);
        Connection first = ledger.opened("10.0.0.1");
        first.saw(numbers(somebody, 1, 2, 4), 0);
        first.closed();
        ledger.opened("10.0.0.1").saw(numbers(somebody, 50_000), 0);

        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void aNumberThatIsFarAwayIsOfAnotherCount() {
        Connection connection = ledger.opened("10.0.0.1");
        connection.saw(numbers(SHOP, 1, 999_999_999_999_999_999L), 0);
        connection.saw(numbers(SHOP, 1_000_000_000_000_000_001L, -5, -3), 0);

        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void manySendersOfAConnectionTakeNoMoreThanTheirPlaces() {
        Connection relay = ledger.opened("10.0.0.9");
        for (int i = 0; i < 50_000; i++) {
            relay.saw(numbers(new Sender("logs-shop-tocsin", "h" + i, "1"), 1), 0);
        }
        relay.closed();

        assertThat(lost()).isZero();
    }

    @Test
    void aNewStartIsNoLoss() {
        Connection first = ledger.opened("10.0.0.1");
        first.saw(numbers(SHOP, 1, 2, 3, 4, 5), 0);
        first.closed();
        ledger.opened("10.0.0.1").saw(numbers(SHOP, 1, 2), 0);

        assertThat(lost()).isZero();
    }

    @Test
    void twoProcessesOfOneServiceOnOneHostAreKeptApart() {
        Connection one = ledger.opened("10.0.0.1");
        Connection other = ledger.opened("10.0.0.1");
        one.saw(numbers(SHOP, 1, 2, 3), 0);
        other.saw(numbers(SHOP, 1_001, 1_002), 0);
        now += Duration.ofMinutes(2).toNanos();
        one.closed();
        other.closed();
        ledger.opened("10.0.0.1").saw(numbers(SHOP, 1_004), 0);
        ledger.opened("10.0.0.1").saw(numbers(SHOP, 4, 5), 0);

        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void severalSendersOnOneConnectionAreKeptApart() {
        Sender cart = new Sender("logs-cart-tocsin", null, "17");
        Connection relay = ledger.opened("10.0.0.9");
        List<Numbered> mixed = new ArrayList<>(numbers(SHOP, 1, 2));
        mixed.addAll(numbers(cart, 77, 79));
        relay.saw(mixed, 0);

        assertThat(lost()).isEqualTo(1);
        assertThat(metrics.get("tocsin.client.lost.events")
                        .tag("stream", "logs-shop-tocsin")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void aRecordThatCannotBeReadIsNotLost() {
        Connection connection = ledger.opened("10.0.0.1");
        connection.saw(numbers(SHOP, 1, 2, 5), 1);

        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void aRecordThatCannotBeReadIsNotLostThoughItsSenderIsQuietBehindIt() {
        Connection connection = ledger.opened("10.0.0.1");
        connection.saw(numbers(SHOP, 1), 0);
        connection.saw(List.of(), 1);
        for (int i = 0; i < 12; i++) {
            now += Duration.ofSeconds(5).toNanos();
            ledger.settle();
        }
        connection.saw(numbers(SHOP, 3), 0);

        assertThat(lost()).isZero();
    }

    @Test
    void aRecordThatHadNoNumberFillsNoHoleOfLater() {
        Connection connection = ledger.opened("10.0.0.1");
        connection.saw(numbers(SHOP, 1), 0);
        connection.saw(List.of(), 1);
        now += Duration.ofSeconds(1).toNanos();
        connection.saw(numbers(SHOP, 2), 0);
        assertThat(lost()).isZero();
        connection.saw(numbers(SHOP, 4), 0);

        assertThat(lost()).isEqualTo(1);
    }

    /** Every second number of as many processes as can be told apart, by as many connections as come. */
    @Test
    void whatClientsMakeUpTakesNoMoreThanItsPart() {
        long events = 0;
        for (int i = 0; i < 10_000; i++) {
            Connection connection = ledger.opened("10.0.0." + i % 200);
            Sender sender = new Sender("logs-shop-tocsin", "host-" + i % 5_000, Integer.toString(i % 7));
            connection.saw(numbers(sender, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19), 0);
            events += 9;
            if (i % 100 > 0) {
                connection.closed();
            }
            if (i % 1_000 == 0) {
                assertThat(ledger.bytes()).isLessThanOrEqualTo(4 * MB);
            }
        }

        assertThat(ledger.bytes()).isLessThanOrEqualTo(4 * MB);
        now += Duration.ofMinutes(5).toNanos();
        assertThat(lost()).isEqualTo(events);
    }

    @Test
    void manySendersOfManyConnectionsTakeNoMoreThanTheirPart() {
        for (int i = 0; i < 500; i++) {
            Connection relay = ledger.opened("10.0.1." + i);
            for (int j = 0; j < 100; j++) {
                relay.saw(numbers(new Sender("logs-shop-tocsin", "host-" + i, Integer.toString(j)), 1, 3), 0);
            }
        }

        assertThat(ledger.bytes()).isLessThanOrEqualTo(4 * MB);
        assertThat(lost()).isEqualTo(50_000);
    }

    @Test
    void whoHasManyHolesGivesThemUpBeforeWhoHasFew() {
        Connection honest = ledger.opened("10.0.0.1");
        honest.saw(numbers(SHOP, 1, 2, 4), 0);
        for (int i = 0; i < 200; i++) {
            Connection other = ledger.opened("10.0.0.2");
            Sender sender = new Sender("logs-other-tocsin", "host", Integer.toString(i));
            other.saw(
                    numbers(
                            sender,
                            LongStream.range(0, 900).map(each -> 2 * each).toArray()),
                    0);
        }
        honest.saw(numbers(SHOP, 3), 0);

        assertThat(lost()).isEqualTo(200 * 899);
        assertThat(metrics.get("tocsin.client.lost.events")
                        .tag("stream", "logs-shop-tocsin")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void whoComesBackLateMayHaveBeenElsewhere() {
        Connection first = ledger.opened("10.0.0.1");
        first.saw(numbers(SHOP, 1, 2, 3), 0);
        first.closed();
        now += Duration.ofMinutes(3).toNanos();
        ledger.settle();
        ledger.opened("10.0.0.1").saw(numbers(SHOP, 90_000), 0);

        assertThat(lost()).isZero();
    }

    /** Threads overtake each other, connections break and events are lost; the truth is known here. */
    @RepeatedTest(30)
    void isExactAgainstTheTruth(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        long truth = 0;
        for (int process = 0; process < 4; process++) {
            Sender sender = new Sender("logs-shop-tocsin", "web-1", random.nextBoolean() ? "pid-" + process : "17");
            List<Long> sent =
                    new ArrayList<>(LongStream.rangeClosed(1, 500).boxed().toList());
            for (int i = 0; i + 4 < sent.size(); i += 1 + random.nextInt(6)) {
                Collections.swap(sent, i, i + random.nextInt(4));
            }
            TreeSet<Long> arrived = new TreeSet<>();
            @Nullable Connection connection = null;
            @Nullable Connection before = null;
            List<Numbered> unread = List.of();
            int at = 0;
            while (at < sent.size()) {
                if (connection == null) {
                    connection = ledger.opened("10.0.0.1");
                }
                List<Numbered> read = new ArrayList<>();
                for (int i = random.nextInt(20); i >= 0 && at < sent.size(); i--, at++) {
                    if (random.nextInt(10) > 0) {
                        read.add(new Numbered(sender, sent.get(at)));
                        arrived.add(sent.get(at));
                    }
                }
                boolean breaks = random.nextInt(10) == 0;
                boolean isReadLate = breaks && before == null && random.nextBoolean();
                if (!isReadLate) {
                    connection.saw(read, 0);
                }
                if (before != null && random.nextBoolean()) {
                    before.saw(unread, 0);
                    before.closed();
                    before = null;
                }
                now += Duration.ofMillis(random.nextInt(500)).toNanos();
                if (isReadLate) {
                    before = connection;
                    unread = read;
                    connection = null;
                } else if (breaks) {
                    connection.closed();
                    connection = null;
                }
                ledger.settle();
            }
            truth += arrived.last() - arrived.first() + 1 - arrived.size();
            if (before != null) {
                before.saw(unread, 0);
                before.closed();
            }
            if (connection != null) {
                connection.closed();
            }
            now += Duration.ofMinutes(5).toNanos();
            ledger.settle();
        }

        assertThat(lost()).as("seed %d", repetition.getCurrentRepetition()).isEqualTo(truth);
    }
}
