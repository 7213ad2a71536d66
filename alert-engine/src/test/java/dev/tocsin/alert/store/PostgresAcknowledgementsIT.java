package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.api.AlertViews;
import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.AlertId;
import dev.tocsin.alert.state.AlertStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who has an alert in hand, in real tables. */
class PostgresAcknowledgementsIT {
    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");
    private static final GroupKey HOST = new GroupKey(Map.of("host", "a"));

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresViews views = new PostgresViews(house.jdbc);
    private Instant now = TEN;
    private final PostgresAcknowledgements acknowledgements =
            new PostgresAcknowledgements(house.jdbc, house.transaction, () -> now);

    @BeforeEach
    void anAlertFires() {
        house.template.execute("truncate alert, acknowledgement");
        alert("e1", "ALERTING", "WARNING");
    }

    private void alert(String episode, String status, String severity) {
        house.template.update("delete from alert");
        house.template.update(
                "insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)"
                        + " values ('errors', 'g', '{\"host\":\"a\"}', 'v', ?, ?, now(), ?)",
                status,
                severity,
                episode);
    }

    private AlertViews.Alert shown() {
        return views.alert(AlertId.of("errors", HOST)).orElseThrow();
    }

    private Optional<Acknowledgement> acknowledge(@Nullable Duration length, String by) {
        return acknowledgements.acknowledge(shown(), Optional.ofNullable(length), by, "on it");
    }

    private Map<String, Acknowledgement> inForce() {
        Map<String, Acknowledgement> given = new HashMap<>();
        new PostgresCares(house.jdbc, () -> now).of(List.of("e1", "e2")).forEach((episode, care) -> {
            if (care instanceof Care.LookedAfter(Acknowledgement one)) {
                given.put(episode, one);
            }
        });
        return given;
    }

    @Test
    void isOfTheEpisodeAndItsSeverityAndRunsOut() {
        Acknowledgement given = acknowledge(Duration.ofHours(2), "kim").orElseThrow();

        assertThat(given)
                .isEqualTo(new Acknowledgement(
                        "e1", Severity.WARNING, "kim", "on it", TEN, TEN.plus(Duration.ofHours(2))));
        assertThat(inForce()).isEqualTo(Map.of("e1", given));
        now = TEN.plus(Duration.ofHours(2));
        assertThat(inForce()).isEmpty();
        assertThat(acknowledgements.undo("e1", "kim")).as("it has run out").isFalse();
    }

    @Test
    void toGiveItAgainChangesIt() {
        acknowledge(Duration.ofMinutes(1), "kim");
        now = TEN.plusSeconds(600);
        alert("e1", "ALERTING", "CRITICAL");

        acknowledge(null, "lee");

        assertThat(inForce().get("e1"))
                .isEqualTo(new Acknowledgement("e1", Severity.CRITICAL, "lee", "on it", now, null));
    }

    @Test
    void isUndoneOnceAndMayBeGivenAnew() {
        acknowledge(null, "kim");

        assertThat(acknowledgements.undo("e1", "lee")).isTrue();
        assertThat(acknowledgements.undo("e1", "lee")).isFalse();
        assertThat(inForce()).isEmpty();
        assertThat(house.template.queryForObject("select undone_by from acknowledgement", String.class))
                .isEqualTo("lee");

        acknowledge(null, "kim");
        assertThat(inForce()).containsOnlyKeys("e1");
    }

    @Test
    void theNextEpisodeIsNotAcknowledged() {
        AlertViews.Alert before = shown();
        acknowledge(null, "kim");
        alert("e2", "ALERTING", "WARNING");

        assertThat(acknowledgements.acknowledge(before, Optional.empty(), "kim", ""))
                .as("the first is over")
                .isEmpty();
        assertThat(inForce()).containsOnlyKeys("e1");
    }

    @ParameterizedTest
    @CsvSource({"ALERTING, true", "RECOVERING, true", "NO_DATA, true", "ERROR, true", "PENDING, false"})
    void isForWhatFires(String status, boolean isTaken) {
        alert("e1", status, "WARNING");

        assertThat(acknowledge(null, "kim").isPresent()).isEqualTo(isTaken);
    }

    @Test
    void whatACalmAlertWasIsNoMoreAsked() {
        alert("e1", "NORMAL", "WARNING");

        assertThat(views.alert(AlertId.of("errors", HOST))).isEmpty();
    }

    @Test
    void isKeptForNinetyDaysAndWhileTheEpisodeGoesOn() {
        acknowledge(null, "kim");
        house.template.update(
                "insert into acknowledgement select 'e0', 'e0', rule, group_values, severity, by_whom, comment,"
                        + " given_at, until from acknowledgement");

        now = TEN.plus(Duration.ofDays(90));
        acknowledge(null, "kim");
        assertThat(episodes()).containsExactly("e0", "e1");

        house.template.update("update acknowledgement set given_at = ?", Timestamps.of(TEN.minusSeconds(1)));
        alert("e2", "ALERTING", "WARNING");
        acknowledge(null, "lee");
        assertThat(episodes()).containsExactly("e2");

        house.template.update("update acknowledgement set given_at = ?", Timestamps.of(TEN.minusSeconds(1)));
        acknowledge(null, "lee");
        assertThat(episodes()).as("it still fires").containsExactly("e2");
    }

    private List<String> episodes() {
        return house.jdbc
                .sql("select episode from acknowledgement order by episode")
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void aTextWithAZeroCharacterIsTaken() {
        acknowledgements.acknowledge(shown(), Optional.empty(), "kim\0", "a\0b");

        assertThat(inForce().values()).extracting(Acknowledgement::comment).containsExactly("a\ufffdb");
    }

    @Test
    void aSeverityOfANewerVersionCoversNothingThatIsWorseThanTheMildest() {
        acknowledge(null, "kim");
        house.template.update("update acknowledgement set severity = 'FATAL'");

        assertThat(inForce().values())
                .singleElement()
                .satisfies(given ->
                        assertThat(given.coversSeverity(Severity.CRITICAL)).isFalse());
    }

    @Test
    void whoFlapsIsListedThoughItIsCalmJustNow() {
        alert("e1", "NORMAL", "WARNING");
        house.template.update(
                "update alert set flapping_since = ?, flap_changes = '{2026-11-24T09:00:00Z,2026-11-24T10:00:00Z}'",
                Timestamps.of(TEN));

        assertThat(views.alerts(Set.of(AlertStatus.ALERTING), 10)).isEmpty();
        assertThat(views.page(new AlertViews.Choice(Set.of(AlertStatus.ALERTING), true), Optional.empty(), 10)
                        .items())
                .singleElement()
                .satisfies(alert -> assertThat(alert.flapping()).isEqualTo(new AlertViews.Flapping(TEN, 2)));
    }
}
