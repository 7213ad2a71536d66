package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private final ByteBudget budget = new ByteBudget(1_000_000).limitClient(600_000);

    @Test
    void oneClientLeavesSomethingForTheOthers() {
        ByteBudget.Share first = budget.share().of("a");
        ByteBudget.Share second = budget.share().of("a");
        ByteBudget.Share other = budget.share().of("b");

        assertThat(first.tryTakeAtOnce(400_000)).isTrue();
        assertThat(second.tryTakeAtOnce(300_000)).isFalse();
        assertThat(second.tryTakeAtOnce(200_000)).isTrue();
        assertThat(other.tryTakeAtOnce(400_000)).isTrue();
        assertThat(other.tryTakeAtOnce(1)).isFalse();

        first.giveBackAll();
        assertThat(second.tryTakeAtOnce(400_000)).isTrue();
        second.giveBackAll();
        other.giveBackAll();
        assertThat(budget.taken()).isZero();
        assertThat(budget.clients()).isZero();
    }

    @Test
    void whatIsTakenInAnyCaseCountsForItsClient() {
        ByteBudget.Share share = budget.share().of("a");
        share.take(700_000);

        assertThat(budget.share().of("a").tryTakeAtOnce(1)).isFalse();
        assertThat(budget.share().of("b").tryTakeAtOnce(1)).isTrue();
    }

    @Test
    void oneClientIsToTakeNoMoreBeforeAllAre() {
        ByteBudget.Share one = budget.share().of("a");
        one.take(599_999);
        assertThat(budget.isExceeded("a")).isFalse();

        one.take(1);
        assertThat(budget.isExceeded("a")).isTrue();
        assertThat(budget.isExceeded("b")).isFalse();
        assertThat(budget.isExceeded(null)).isFalse();

        budget.share().of("b").take(400_000);
        assertThat(budget.isExceeded("b")).isTrue();
        assertThat(budget.isExceeded(null)).isTrue();
    }

    /** Nobody is to send again for ever what never fits. */
    @Test
    void whatWouldNotFitAloneIsKnownFromWhatOthersAreInTheWayOf() {
        ByteBudget.Share other = budget.share().of("a");
        ByteBudget.Share share = budget.share().of("a").beside(200_000);
        other.take(300_000);

        assertThat(share.tryTake(399_999)).isFalse();
        assertThat(share.wantsTooMuch()).isFalse();
        assertThat(share.tryTake(300_000)).isTrue();
        assertThat(share.tryTake(100_001)).isFalse();
        assertThat(share.wantsTooMuch()).isTrue();
        assertThat(share.mostOfOne()).isEqualTo(600_000);
    }

    @Test
    void eventsAreTakenInPiecesAndUpToTheLastByte() {
        ByteBudget.Share share = budget.share().of("a");

        assertThat(share.tryTake(100)).isTrue();
        assertThat(budget.taken()).isEqualTo(64 * 1_024);
        int events = 1;
        while (share.tryTake(100)) {
            events++;
        }
        assertThat(events).isBetween(5_990, 6_000);

        share.giveBackAll();
        assertThat(budget.taken()).isZero();
        assertThat(budget.clients()).isZero();
    }
}
