package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.DeliveryGate.Decided;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Suppression;
import dev.tocsin.alert.route.Suppressions;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeliveryGateTest {
    private static final Suppression SILENCE =
            new Suppression(Suppression.Cause.SILENCE, "7", "silenced by kim until 12:00Z: deploy", null);

    private int number;

    /** Of one episode, in the order in which it waits; told, withheld: what the channel was told before. */
    @ParameterizedTest
    @CsvSource({
        "FIRED,                     no,  no,  silenced, for now",
        "FIRED,                     no,  no,  free,     told",
        "FIRED ESCALATED,           no,  no,  silenced, for now",
        "ESCALATED,                 yes, no,  silenced, for now",
        "FIRED RESOLVED,            no,  no,  silenced, for good",
        "FIRED RESOLVED,            no,  no,  free,     told",
        "ESCALATED RESOLVED,        yes, no,  silenced, told",
        "ESCALATED RESOLVED,        no,  yes, free,     told",
        "RESOLVED,                  yes, no,  silenced, told",
        "RESOLVED,                  yes, no,  free,     told",
        "RESOLVED,                  no,  yes, silenced, for good",
        "RESOLVED,                  no,  yes, free,     for good",
        "RESOLVED,                  no,  no,  silenced, told",
        "UNWATCHED,                 yes, no,  silenced, told",
        "UNWATCHED,                 no,  yes, free,     for good",
        "FIRED UNWATCHED,           no,  no,  free,     told",
        "FIRED UNWATCHED,           no,  no,  silenced, for good",
        "RECOVERING,                yes, no,  silenced, told",
        "RECOVERING,                no,  yes, free,     for good",
        "FIRED RECOVERING,          no,  no,  silenced, for now",
        "NO_DATA,                   no,  no,  silenced, for now",
        "ERROR,                     no,  no,  silenced, for now",
        "EVENT,                     no,  no,  silenced, for good",
        "EVENT,                     no,  no,  free,     told"
    })
    void judgesAnEpisodeAsAWhole(String kinds, String told, String withheld, String now, String fate) {
        List<OutboxEntry> entries = new ArrayList<>();
        for (String kind : kinds.split(" ")) {
            entries.add(entry(
                    Notices.of(TransitionKind.valueOf(kind)).build(),
                    false,
                    told.equals("yes"),
                    withheld.equals("yes")));
        }

        Decided decided = DeliveryGate.decide(
                entries,
                "alerts",
                now.equals("silenced") ? (notice, channel) -> Optional.of(SILENCE) : Suppressions.NONE,
                Map.of());

        if (fate.equals("told")) {
            assertThat(decided.withheld()).isEmpty();
            assertThat(decided.passed()).isEqualTo(entries);
        } else {
            assertThat(decided.passed()).isEmpty();
            assertThat(decided.withheld())
                    .hasSameSizeAs(entries)
                    .allMatch(one -> one.forGood().isPresent() == fate.equals("for good"));
        }
    }

    @Test
    void bringsToItsEndWhatPerhapsArrivedAlready() {
        List<OutboxEntry> entries = List.of(entry(Notices.fired().build(), true, false, false));

        Decided decided = DeliveryGate.decide(entries, "alerts", (notice, channel) -> Optional.of(SILENCE), Map.of());

        assertThat(decided.passed()).isEqualTo(entries);
    }

    @Test
    void judgesByTheNewestBreachAndLeavesOtherEpisodesAlone() {
        AlertNotice warning =
                Notices.fired().severity(Severity.WARNING).group("host", "a").build();
        AlertNotice critical = Notices.of(TransitionKind.ESCALATED)
                .severity(Severity.CRITICAL)
                .group("host", "a")
                .build();
        AlertNotice other =
                Notices.fired().severity(Severity.WARNING).group("host", "b").build();
        List<OutboxEntry> entries = List.of(
                entry(warning, false, false, false),
                entry(other, false, false, false),
                entry(critical, false, false, false));

        Decided decided = DeliveryGate.decide(
                entries,
                "alerts",
                (notice, channel) -> Optional.of(SILENCE).filter(_ -> notice.severity() == Severity.WARNING),
                Map.of());

        assertThat(decided.passed()).containsExactly(entries.get(0), entries.get(2));
        assertThat(decided.withheld()).singleElement().satisfies(one -> {
            assertThat(one.intentId()).isEqualTo(entries.get(1).intent().id());
            assertThat(one.why()).contains(SILENCE);
        });
    }

    @Test
    void asksForTheChannelThatWouldHearOfIt() {
        List<OutboxEntry> entries = List.of(entry(Notices.fired().build(), false, false, false));
        Suppressions onlyNights = (notice, channel) -> Optional.of(SILENCE).filter(_ -> channel.equals("nights"));

        assertThat(DeliveryGate.decide(entries, "alerts", onlyNights, Map.of()).passed())
                .isEqualTo(entries);
        assertThat(DeliveryGate.decide(entries, "nights", onlyNights, Map.of()).passed())
                .isEmpty();
    }

    private OutboxEntry entry(AlertNotice notice, boolean mayBeRepeat, boolean told, boolean withheld) {
        return new OutboxEntry(
                new NotificationIntent("id-" + number++, "alerts", notice.rule(), Instant.EPOCH, false, notice),
                Duration.ZERO,
                mayBeRepeat,
                mayBeRepeat,
                null,
                told,
                withheld,
                null,
                null);
    }
}
