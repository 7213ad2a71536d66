package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Suppression;
import dev.tocsin.alert.route.Suppressions;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.alert.store.PostgresOutbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is suppressed, on a real outbox: told later, once, or never, and always on record. */
final class SuppressionIT {
    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresOutbox outbox = house.outbox("engine");
    private final Router router = new Router(Lanes.withoutInterval("alerts"), Set.of("alerts"));
    private final HeardChannel channel = new HeardChannel();
    private final Set<String> suppressed = new HashSet<>();
    private final Suppressions suppressions = (notice, to) -> suppressed.contains(hostOf(notice))
            ? Optional.of(new Suppression(Suppression.Cause.SILENCE, "7", "silenced by kim until 12:00Z: deploy", null))
            : Optional.empty();
    private final ChannelLane lane = new ChannelLane(
            channel,
            outbox,
            new Circumstances(() -> suppressions, Cares.NONE, rule -> true, () -> 0),
            Lanes.AT_ONCE,
            new Random(1),
            new DeliveryMetrics(new SimpleMeterRegistry(), List.of()));

    @Test
    void tellsOnceWhatStillFiresWhenTheSilenceEnds() {
        suppressed.add("a");
        begin("a", 1);
        deliver();
        assertThat(channel.heard).isEmpty();
        assertThat(states()).containsExactly("suppressed");

        suppressed.clear();
        deliver();
        deliver();

        assertThat(channel.heard).singleElement().satisfies(message -> {
            assertThat(message.tale()).isEqualTo(Tale.FIRED);
            assertThat(message.first().remarks())
                    .containsExactly(
                            "It began at 2026-11-23 10:06:00 UTC and was silenced by kim until 12:00Z: deploy.");
        });
        end("a", 1);
        deliver();
        assertThat(channel.tales()).containsExactly(Tale.FIRED, Tale.RESOLVED);
        assertThat(records())
                .anyMatch(document ->
                        document.contains("\"state\":\"suppressed\"") && document.contains("\"cause\":\"silence\""))
                .anyMatch(document -> document.contains("\"state\":\"sent\"")
                        && document.contains("\"by\":\"7\"")
                        && document.contains("silenced by kim"));
    }

    @Test
    void saysNothingOfWhatBeganAndEndedInSilence() {
        suppressed.add("a");
        begin("a", 1);
        deliver();
        end("a", 1);
        deliver();
        suppressed.clear();
        deliver();

        assertThat(channel.heard).isEmpty();
        assertThat(states()).containsOnly("unsaid");
        assertThat(house.jdbc
                        .sql("select reason from outbox order by position")
                        .query((row, number) -> row.getString(1))
                        .list())
                .containsExactly(
                        "it was over before it could be told: silenced by kim until 12:00Z: deploy",
                        "the channel was not told that it began");
    }

    @Test
    void tellsTheEndOfWhatWasToldAlsoInSilence() {
        begin("a", 1);
        deliver();
        suppressed.add("a");
        end("a", 1);
        deliver();

        assertThat(channel.tales()).containsExactly(Tale.FIRED, Tale.RESOLVED);
    }

    @Test
    void whatIsSuppressedByAnotherSilenceNowIsOnRecordOnce() {
        suppressed.add("a");
        begin("a", 1);
        deliver();
        Suppression other =
                new Suppression(Suppression.Cause.SILENCE, "8", "silenced by lee until 13:00Z: still on it", null);

        for (int look = 0; look < 3; look++) {
            outbox.review((notice, to) -> Optional.of(other), rule -> true);
        }

        assertThat(strings("select suppressed_reason from outbox")).containsExactly(other.reason());
        assertThat(records())
                .satisfiesExactly(
                        record -> assertThat(record).contains("\"by\":\"7\"", "silenced by kim"),
                        record -> assertThat(record).contains("\"by\":\"8\"", "silenced by lee"));
    }

    @Test
    void whatARuleThatIsAwayForAMomentLeftIsToldWhenItIsBack() {
        suppressed.add("a");
        begin("a", 1);
        deliver();
        suppressed.clear();

        assertThat(outbox.review(suppressions, rule -> false)).isZero();
        assertThat(states()).containsExactly("suppressed");

        deliver();
        assertThat(channel.tales()).containsExactly(Tale.FIRED);
    }

    @Test
    void leavesAnEventOfASilenceUnsaid() {
        suppressed.add("a");
        add(Notices.of(TransitionKind.EVENT).group("host", "a").build());
        deliver();
        suppressed.clear();
        deliver();

        assertThat(channel.heard).isEmpty();
        assertThat(states()).containsExactly("unsaid");
    }

    @Test
    void twoEnginesThatLookAgainTellItOnce() {
        suppressed.add("a");
        begin("a", 1);
        deliver();
        suppressed.clear();

        assertThat(outbox.review(suppressions, rule -> true)).isEqualTo(1);
        assertThat(house.outbox("other").review(suppressions, rule -> true)).isZero();
        deliver();

        assertThat(channel.heard).hasSize(1);
    }

    /** None of it waits behind others for ever. */
    @Test
    void looksAtAllThatIsSuppressedHoweverMuchThatIs() {
        for (int host = 0; host < 1_100; host++) {
            suppressed.add("many-" + host);
            begin("many-" + host, 1);
        }
        suppressed.add("late");
        begin("late", 2);
        deliver();
        suppressed.remove("late");
        deliver();

        assertThat(channel.heard)
                .singleElement()
                .satisfies(
                        message -> assertThat(hostOf(message.first().notice())).isEqualTo("late"));
    }

    @Test
    void forgetsTheWarningWhenPeopleWereToldOfTheCritical() {
        suppressed.add("a");
        begin("a", 1);
        deliver();
        suppressed.clear();
        add(Notices.of(TransitionKind.ESCALATED)
                .group("host", "a")
                .end(Notices.FIRST.plusSeconds(120))
                .episode("a1")
                .build());
        Lanes.drain(lane);
        assertThat(channel.tales()).containsExactly(Tale.ESCALATED);
        deliver();

        assertThat(channel.heard).hasSize(1);
        assertThat(states()).containsExactly("unsaid", "sent");
    }

    /** An episode is told if, at some moment of delivery while it lasted or at its end, nothing suppressed it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithAnOracleOverRandomHistories(long seed) {
        Random random = new Random(seed);
        Map<String, Integer> open = new HashMap<>();
        Map<String, List<Tale>> expected = new TreeMap<>();
        Map<String, Boolean> freshlyOver = new HashMap<>();
        int minute = 0;
        for (int step = 0; step < 60; step++) {
            String host = String.valueOf((char) ('a' + random.nextInt(4)));
            minute++;
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (!open.containsKey(host)) {
                        open.put(host, minute);
                        begin(host, minute);
                        expected.put(host + minute, new ArrayList<>());
                    }
                }
                case 1 -> {
                    Integer began = open.remove(host);
                    if (began != null) {
                        end(host, began);
                        freshlyOver.put(host + began, true);
                    }
                }
                case 2 -> {
                    if (!suppressed.remove(host)) {
                        suppressed.add(host);
                    }
                }
                default -> {
                    deliver();
                    open.forEach((name, began) -> {
                        List<Tale> told = Objects.requireNonNull(expected.get(name + began));
                        if (told.isEmpty() && !suppressed.contains(name)) {
                            told.add(Tale.FIRED);
                        }
                    });
                    for (String over : freshlyOver.keySet()) {
                        List<Tale> told = Objects.requireNonNull(expected.get(over));
                        if (!told.isEmpty()) {
                            told.add(Tale.RESOLVED);
                        } else if (!suppressed.contains(over.substring(0, 1)) && !wasLookedAt.contains(over)) {
                            told.add(Tale.OVER);
                        }
                    }
                    freshlyOver.clear();
                    open.forEach((name, began) -> wasLookedAt.add(name + began));
                }
            }
        }

        expected.forEach((episode, tales) -> assertThat(channel.talesOf(episode))
                .as("seed %d, %s", seed, episode)
                .isEqualTo(tales));
    }

    /** Episodes that were suppressed at a moment of delivery: their end alone is no news. */
    private final Set<String> wasLookedAt = new HashSet<>();

    private void begin(String host, int minute) {
        AlertNotice notice = notice(TransitionKind.FIRED, host, minute);
        add(notice);
        house.jdbc
                .sql("""
                        insert into alert (rule, group_id, group_values, version, status, severity, since, episode_id)
                        values ('checkout-errors', :host, '{}', 'v', 'ALERTING', 'CRITICAL', clock_timestamp(), :episode)""")
                .param("host", host)
                .param("episode", notice.episodeId())
                .update();
    }

    private void end(String host, int minute) {
        house.jdbc.sql("delete from alert where group_id = ?").param(host).update();
        add(notice(TransitionKind.RESOLVED, host, minute));
    }

    private static AlertNotice notice(TransitionKind kind, String host, int minute) {
        Instant begun = Notices.FIRST.plusSeconds(60L * minute);
        return Notices.of(kind)
                .group("host", host)
                .severity(Severity.CRITICAL)
                .since(begun)
                .end(kind == TransitionKind.FIRED ? begun : begun.plusSeconds(30))
                .episode(host + minute)
                .build();
    }

    private void add(AlertNotice notice) {
        outbox.add(router.intentsFor(notice, List.of(), Instant.EPOCH, false));
    }

    private void deliver() {
        outbox.review(suppressions, rule -> true);
        Lanes.drain(lane);
    }

    private static String hostOf(AlertNotice notice) {
        return notice.group().values().getOrDefault("host", "");
    }

    private List<String> states() {
        return strings("select state from outbox order by position");
    }

    private List<String> records() {
        return strings("select document from history_queue where kind = 'notification' order by position");
    }

    private List<String> strings(String sql) {
        return house.jdbc.sql(sql).query((row, number) -> row.getString(1)).list();
    }
}
