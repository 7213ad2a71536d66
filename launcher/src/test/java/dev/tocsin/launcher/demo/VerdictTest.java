package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void aGoodEndHasFiguresAndNoComplaint() {
        // given
        Verdict verdict = verdict(10, 10, 3, NOON.plusMillis(6_300), NOON.plusSeconds(40), 0, List.of());

        // then
        assertThat(verdict.complaints()).isEmpty();
        assertThat(verdict.lines())
                .contains(
                        "events found in Elasticsearch       10  (equal)",
                        "from the first error to the alarm   6.3 s",
                        "from the repair to the resolve      10.0 s");
    }

    @Test
    void everythingThatIsNotAsPromisedIsAComplaint() {
        assertThat(verdict(10, 9, 3, NOON, NOON, 0, List.of()).complaints())
                .containsExactly("1 events are missing in Elasticsearch");
        assertThat(verdict(10, 12, 3, NOON, NOON, 0, List.of()).complaints())
                .containsExactly("2 events are there twice in Elasticsearch");
        assertThat(verdict(10, 10, 2, NOON, NOON, 0, List.of()).complaints())
                .containsExactly("of 3 errors 2 are found as such");
        assertThat(verdict(10, 10, 3, null, null, 0, List.of("r")).complaints())
                .containsExactly("no alarm came", "no resolve came", "did not fire and resolve: r");
        assertThat(verdict(10, 10, 3, NOON, NOON, 1, List.of()).complaints())
                .containsExactly("1 alarms came before the outage");
    }

    @Test
    void eachChangeOfAProviderIsToldOnce() {
        assertThat(withChanges(2, 1).complaints()).containsExactly("of 2 changes of a provider 1 were told");
        assertThat(withChanges(2, 3).complaints()).containsExactly("of 2 changes of a provider 3 were told");
        assertThat(withChanges(0, 0).complaints()).containsExactly("of 0 changes of a provider 0 were told");
        assertThat(withChanges(2, 2).complaints()).isEmpty();
        assertThat(withChanges(2, 2).lines()).contains("single events told, once each       2 of 2");
    }

    private static Verdict withChanges(long found, long told) {
        return new Verdict(10, 10, 3, 3, found, told, 0, NOON, NOON, NOON, NOON, 0, 0, List.of(), List.of());
    }

    @Test
    void aMessageThatIsToldTwiceBreaksThePromise() {
        Verdict verdict = new Verdict(10, 10, 3, 3, 2, 2, 0, NOON, NOON, NOON, NOON, 0, 1, List.of(), List.of());

        assertThat(verdict.complaints()).containsExactly("1 messages were told a second time");
    }

    @Test
    void aMessageThatDoesNotLiveAsPromisedBreaksThePromise() {
        Verdict verdict = new Verdict(
                10, 10, 3, 3, 2, 2, 0, NOON, NOON, NOON, NOON, 0, 0, List.of("r was not changed"), List.of());

        assertThat(verdict.complaints()).containsExactly("r was not changed");
    }

    private static Verdict verdict(
            long sent,
            long found,
            long errorsFound,
            @org.jspecify.annotations.Nullable Instant alarm,
            @org.jspecify.annotations.Nullable Instant resolved,
            long falseAlarms,
            List<String> silent) {
        return new Verdict(
                sent,
                found,
                3,
                errorsFound,
                2,
                2,
                0,
                NOON,
                alarm,
                NOON.plusSeconds(30),
                resolved,
                falseAlarms,
                0,
                List.of(),
                silent);
    }
}
