package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatEntry.Kind;
import jakarta.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlarmLogTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final DemoRule payments =
            new DemoRule("payment-errors", "Payments are failing", "", "", false, "10s", "5s");
    private final DemoRule slow = new DemoRule("slow-payments", "A provider is slow", "", "", false, "10s", "5s");
    private final AlarmLog log = new AlarmLog(List.of(payments, slow));

    @Test
    void aRuleHasFiredAndResolvedWhenAMessageSaidSoFirst() throws InterruptedException {
        // when
        log.hear(message(1, "🔴 Payments are failing"));
        log.hear(message(2, "🔴 Payments are failing"));
        log.hear(message(9, "🟢 Payments are failing"));

        // then
        assertThat(log.fired(payments)).contains(NOON.plusSeconds(1));
        assertThat(log.resolved(payments)).contains(NOON.plusSeconds(9));
        assertThat(log.awaitFired(payments, Duration.ZERO)).isTrue();
        assertThat(log.awaitAllFired(Duration.ofMillis(10))).isFalse();
        assertThat(log.fired(slow)).isEmpty();
    }

    @Test
    void oneMessageMaySpeakOfTwoRules() throws InterruptedException {
        // when
        log.hear(message(1, "🟠 Payments are failing, A provider is slow"));

        // then
        assertThat(log.awaitAllFired(Duration.ZERO)).isTrue();
        assertThat(log.awaitAllResolved(Duration.ZERO)).isFalse();
    }

    @Test
    void singleEventsAreCountedAndNeverResolve() throws InterruptedException {
        // given
        DemoRule status = new DemoRule("provider-status", "A provider changed", "", "", true, "5s", "5s");
        AlarmLog withEvents = new AlarmLog(List.of(payments, status));

        // when
        withEvents.hear(message(1, "🔵 A provider changed"));
        withEvents.hear(message(2, "🔴 Payments are failing"));
        assertThat(withEvents.awaitAllResolved(Duration.ZERO)).isFalse();
        withEvents.hear(message(3, "🟢 Payments are failing"));

        // then
        assertThat(withEvents.awaitAllResolved(Duration.ZERO)).isTrue();
        assertThat(withEvents.eventsTold()).isEqualTo(1);
        assertThat(withEvents.awaitEventsTold(2, Duration.ZERO)).isFalse();
    }

    @Test
    void aChangeOfAMessageIsNoSecondAlarmAndMakesItsLifeWhole() throws InterruptedException {
        // when
        log.hear(message(1, "🔴 Payments are failing"));
        log.hear(entry(2, Kind.UPDATE, "1", null, "🔴 Payments are failing"));
        log.hear(entry(9, Kind.REPLY, "2", "1", "🟢 Payments are failing"));

        // then
        assertThat(log.repeated()).isZero();
        assertThat(log.awaitLivesOver(Duration.ZERO)).isFalse();
        assertThat(log.lifeTroubles())
                .containsExactly("the message of payment-errors does not say that it is resolved");

        // when
        log.hear(entry(10, Kind.UPDATE, "1", null, "🟢 Payments are failing"));

        // then
        assertThat(log.awaitLivesOver(Duration.ZERO)).isTrue();
        assertThat(log.resolved(payments)).contains(NOON.plusSeconds(9));
    }

    private static ChatEntry message(int second, String text) {
        return entry(second, Kind.POST, Integer.toString(second), null, text);
    }

    private static ChatEntry entry(int second, Kind kind, String ts, @Nullable String thread, String text) {
        return new ChatEntry(
                NOON.plusSeconds(second),
                kind,
                "payments",
                ts,
                thread,
                Json.createObjectBuilder().add("text", text).build());
    }
}
