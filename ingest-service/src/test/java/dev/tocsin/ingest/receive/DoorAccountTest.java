package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.receive.DoorAccount.Fate;
import dev.tocsin.ingest.receive.DoorAccount.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class DoorAccountTest {
    private final DoorAccount account = new DoorAccount("tcp");

    private DoorTally tally() {
        return account.tally(Map.of(), Map.of(), 0);
    }

    @Test
    void whatIsReceivedIsInFlightUntilItIsToldWhatBecameOfIt() {
        Open batch = account.received(10, 0);
        assertThat(tally()).isEqualTo(new DoorTally("tcp", 10, 0, 0, 0, 0, 0, 0, 10, 0, 0, Map.of(), Map.of()));

        long unaccounted = account.became(batch, Map.of(Fate.ACCEPTED, 7, Fate.MALFORMED, 2, Fate.PUSHED_BACK, 1));

        assertThat(unaccounted).isZero();
        assertThat(tally()).isEqualTo(new DoorTally("tcp", 10, 7, 2, 0, 0, 1, 0, 0, 0, 0, Map.of(), Map.of()));
    }

    @Test
    void aRecordWithoutAFateAndOneWithTwoAreSeen() {
        Open lacking = account.received(10, 0);
        Open doubled = account.received(3, 0);

        assertThat(account.became(lacking, Map.of(Fate.ACCEPTED, 9))).isEqualTo(1);
        assertThat(account.became(doubled, Map.of(Fate.ACCEPTED, 3))).isZero();
        assertThat(tally().unaccounted()).isEqualTo(1);
        assertThat(account.became(doubled, Map.of(Fate.SHED, 3))).isEqualTo(-3);

        assertThat(tally()).isEqualTo(new DoorTally("tcp", 13, 12, 0, 0, 0, 0, 3, 0, 0, 4, Map.of(), Map.of()));
    }

    @Test
    void whatIsInFlightForTooLongIsOverdue() {
        long minutes = Duration.ofMinutes(1).toNanos();
        Open first = account.received(4, 0);
        account.received(5, 2 * minutes);

        assertThat(account.tally(Map.of(), Map.of(), 5 * minutes).overdue()).isZero();
        assertThat(account.tally(Map.of(), Map.of(), 6 * minutes).overdue()).isEqualTo(4);
        assertThat(account.tally(Map.of(), Map.of(), 8 * minutes).overdue()).isEqualTo(9);
        account.became(first, Map.of(Fate.SHED, 4));
        assertThat(account.tally(Map.of(), Map.of(), 8 * minutes).overdue()).isEqualTo(5);
    }

    @RepeatedTest(20)
    void addsUpAtEveryMoment(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Open> open = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            if (open.isEmpty() || random.nextBoolean()) {
                open.add(account.received(random.nextInt(5), step));
            } else {
                Open batch = open.remove(random.nextInt(open.size()));
                int accepted = random.nextInt(batch.records() + 1);
                Fate rest = Fate.values()[random.nextInt(Fate.values().length)];
                Map<Fate, Integer> fates = rest == Fate.ACCEPTED
                        ? Map.of(rest, batch.records())
                        : Map.of(Fate.ACCEPTED, accepted, rest, batch.records() - accepted);
                assertThat(account.became(batch, fates)).isZero();
            }
            DoorTally tally = tally();
            assertThat(tally.received())
                    .isEqualTo(tally.accepted()
                            + tally.malformed()
                            + tally.dropped()
                            + tally.sampledOut()
                            + tally.pushedBack()
                            + tally.shed()
                            + tally.inFlight());
            assertThat(tally.inFlight())
                    .isEqualTo(open.stream().mapToLong(Open::records).sum());
        }
    }
}
