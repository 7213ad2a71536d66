package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.FiringAlert;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Silence;
import dev.tocsin.alert.route.Silence.Phase;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Silences on a real PostgreSQL, and what fires there. */
final class PostgresSilencesIT {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<Matcher> SHOP = List.of(Matcher.parse("team=shop"));

    private final DeliveryHouse house = DeliveryHouse.empty();
    private Instant now = NOON;
    private final PostgresSilences silences = new PostgresSilences(house.jdbc, () -> now, new Random(1));

    @BeforeEach
    void empty() {
        house.template.execute("truncate silence, alert");
    }

    @Test
    void aSilenceIsReadAsItWasWritten() {
        List<Matcher> matchers = List.of(
                Matcher.parse("team=shop"),
                Matcher.parse("severity!~\"warn.*|\""),
                Matcher.parse("\"a label\"!=\"a \\\"value\\\"\\nwith \\\\ all\""),
                Matcher.equal("zero", "a\0b"));

        Silence made = silences.add(matchers, NOON.plusSeconds(60), NOON.plusSeconds(3600), "kim (token ci)", "a\0b ü");

        assertThat(made)
                .isEqualTo(new Silence(
                        made.id(),
                        made.matchers(),
                        NOON.plusSeconds(60),
                        NOON.plusSeconds(3600),
                        "kim (token ci)",
                        "a\ufffdb ü",
                        NOON,
                        null));
        assertThat(made.matchers())
                .extracting(Matcher::text)
                .containsExactlyElementsOf(matchers.stream().map(Matcher::text).toList());
        assertThat(made.id()).matches("[0-9a-f]{10}");
        assertThat(silences.silence(made.id()).map(Silence::inWords)).hasValue(made.inWords());
        assertThat(silences.silence("none\0such")).isEmpty();
    }

    @Test
    void eachIsPendingThenActiveThenExpired() {
        Silence first = silences.add(SHOP, NOON, NOON.plusSeconds(60), "kim", "one");
        now = NOON.plusSeconds(1);
        Silence second = silences.add(SHOP, NOON.plusSeconds(30), NOON.plusSeconds(90), "kim", "two");

        assertThat(ids(Phase.PENDING)).containsExactly(second.id());
        assertThat(ids(Phase.ACTIVE)).containsExactly(first.id());
        now = NOON.plusSeconds(30);
        assertThat(ids(Phase.PENDING)).isEmpty();
        assertThat(ids(Phase.ACTIVE)).as("newest first").containsExactly(second.id(), first.id());
        now = NOON.plusSeconds(60);
        assertThat(ids(Phase.ACTIVE)).containsExactly(second.id());
        assertThat(ids(Phase.EXPIRED)).containsExactly(first.id());
        assertThat(ids(Phase.ACTIVE, Phase.EXPIRED)).containsExactly(second.id(), first.id());
        assertThat(silences.silences(EnumSet.noneOf(Phase.class), Optional.empty(), 10)
                        .items())
                .isEmpty();
        assertThat(silences.silences(EnumSet.allOf(Phase.class), Optional.empty(), 1)
                        .items())
                .extracting(Silence::id)
                .containsExactly(second.id());
        assertThat(silences.open()).isEqualTo(1);
        assertThat(silences.activeAt(NOON.plusSeconds(45))).hasSize(2);
        assertThat(silences.activeAt(NOON.plusSeconds(90))).isEmpty();
    }

    @Test
    void onlyWhatIsNotOverCanBeChangedOrEnded() {
        Silence made = silences.add(SHOP, NOON, NOON.plusSeconds(60), "kim", "one");
        now = NOON.plusSeconds(10);

        Optional<Silence> changed =
                silences.change(made.id(), Optional.of(NOON.plusSeconds(600)), Optional.of("longer"));
        now = NOON.plusSeconds(100);
        Optional<Silence> ended = silences.end(made.id(), "sam");

        assertThat(changed.map(Silence::endsAt)).hasValue(NOON.plusSeconds(600));
        assertThat(changed.map(Silence::comment)).hasValue("longer");
        assertThat(ended.map(Silence::endsAt)).hasValue(NOON.plusSeconds(100));
        assertThat(ended.map(Silence::ended)).hasValue(new Silence.Ended("sam", NOON.plusSeconds(100)));
        assertThat(silences.end(made.id(), "sam")).isEmpty();
        assertThat(silences.change(made.id(), Optional.of(NOON.plusSeconds(900)), Optional.of("again")))
                .isEmpty();
        assertThat(silences.activeAt(NOON.plusSeconds(50)))
                .as("what it was stays")
                .hasSize(1);
    }

    @Test
    void whatIsNotChangedStaysAsSomebodyElseHasChangedIt() {
        Silence made = silences.add(SHOP, NOON, NOON.plusSeconds(60), "kim", "one");

        silences.change(made.id(), Optional.of(NOON.plusSeconds(600)), Optional.empty());
        Optional<Silence> changed = silences.change(made.id(), Optional.empty(), Optional.of("longer"));

        assertThat(changed.map(Silence::endsAt)).hasValue(NOON.plusSeconds(600));
        assertThat(changed.map(Silence::comment)).hasValue("longer");
    }

    @Test
    void oneThatIsEndedBeforeItBeganNeverWas() {
        Silence made = silences.add(SHOP, NOON.plusSeconds(60), NOON.plusSeconds(120), "kim", "one");

        Silence ended = silences.end(made.id(), "sam").orElseThrow();

        assertThat(ended.phaseAt(NOON)).isEqualTo(Phase.EXPIRED);
        assertThat(silences.activeAt(NOON)).isEmpty();
        assertThat(silences.activeAt(NOON.plusSeconds(90))).isEmpty();
    }

    @Test
    void theyAreKeptForNinetyDaysAfterTheirEnd() {
        Silence made = silences.add(SHOP, NOON, NOON.plusSeconds(60), "kim", "one");
        now = NOON.plusSeconds(60).plus(Duration.ofDays(90));
        silences.add(SHOP, now, now.plusSeconds(1), "kim", "two");
        assertThat(silences.silence(made.id())).isPresent();

        now = now.plusSeconds(1);
        silences.add(SHOP, now, now.plusSeconds(1), "kim", "three");

        assertThat(silences.silence(made.id())).isEmpty();
        assertThat(silences.silences(EnumSet.allOf(Phase.class), Optional.empty(), 10)
                        .items())
                .hasSize(2);
    }

    @Test
    void whatANewerVersionWroteSilencesNothingAndHarmsNoOther() {
        Silence made = silences.add(SHOP, NOON, NOON.plusSeconds(60), "kim", "one");
        for (String json : List.of(
                "{\"matchers\": [\"team=shop\", \"team ~~ shop\"]}",
                "{\"matchers\": []}",
                "{\"conditions\": []}",
                "{\"matchers\": [null]}",
                "[]",
                "5")) {
            house.jdbc.sql("""
                            insert into silence (id, matchers, starts_at, ends_at, author, comment, created_at)
                            select md5(:json), :json::json, starts_at, ends_at, author, comment, created_at
                            from silence where id = :id""").param("json", json).param("id", made.id()).update();
        }

        assertThat(silences.activeAt(NOON)).extracting(Silence::id).containsExactly(made.id());
        assertThat(ids(Phase.ACTIVE)).containsExactly(made.id());
        house.jdbc
                .sql("update silence set matchers = '{\"matchers\": [\"a=b\"], \"later\": 1}' where id = :id")
                .param("id", made.id())
                .update();
        assertThat(silences.activeAt(NOON)).extracting(Silence::inWords).containsExactly("a=b");
    }

    @Test
    void firingAreAlertsOfRulesInForceThatAreNotOver() {
        alert("shop", "{\"host.name\":\"a\"}", "ALERTING", "CRITICAL");
        alert("shop", "{\"host.name\":\"b\"}", "RECOVERING", "WARNING");
        alert("shop", "{\"host.name\":\"c\"}", "PENDING", null);
        alert("shop", "{\"host.name\":\"d\"}", "NORMAL", null);
        alert("shop", "{\"host.name\":\"e\"}", "NO_DATA", null);
        alert("shop", "[5]", "ALERTING", null);
        alert("shop", "{}", "ALERTING", "DEADLY");
        alert("gone", "{}", "ALERTING", "CRITICAL");
        PostgresFiring firing = firing(NOON);

        assertThat(firing.firing())
                .extracting(alert -> alert.inWords() + " " + alert.severity())
                .containsExactlyInAnyOrder(
                        "shop (host.name=a) " + Severity.CRITICAL,
                        "shop (host.name=b) " + Severity.WARNING,
                        "shop null");
        assertThat(firing.firing().getFirst().labels()).containsEntry("team", "shop");
    }

    @Test
    void whatFiresIsUnattendedWhileItsRuleIsNotEvaluated() {
        alert("shop", "{}", "ALERTING", "CRITICAL");
        house.jdbc
                .sql("""
                        insert into rule_cursor (rule, version, last_end, fence, failing_since)
                        values ('shop', 'v1', :end, 1, :since)""")
                .param("end", Timestamps.of(NOON))
                .param("since", Timestamps.of(NOON.minusSeconds(60)))
                .update();

        assertThat(firing(NOON).firing()).extracting(FiringAlert::unattended).containsOnlyNulls();
        assertThat(firing(NOON.plusSeconds(300)).firing())
                .extracting(FiringAlert::unattended)
                .containsExactly("its rule has been failing since " + NOON.minusSeconds(60));
        house.jdbc
                .sql("insert into rule_pause (rule, since, by_whom, comment) values ('shop', :since, 'kim', '')")
                .param("since", Timestamps.of(NOON))
                .update();
        assertThat(firing(NOON).firing())
                .extracting(FiringAlert::unattended)
                .containsExactly("its rule is paused by kim from " + NOON);
    }

    private PostgresFiring firing(Instant now) {
        Rule shop = RulesForTests.parse("""
                rule: shop
                labels: {team: shop}
                query: {streams: [logs-a-tocsin], lucene: 'a:b'}
                condition: {count: hits, threshold: {above: 1}}
                window: 10m
                every: 10m
                """);
        return new PostgresFiring(
                house.jdbc, rule -> Optional.of(shop).filter(one -> rule.equals(one.name())), InstantSource.fixed(now));
    }

    private void alert(String rule, String group, String status, @Nullable String severity) {
        house.jdbc
                .sql("""
                        insert into alert (rule, group_id, group_values, version, status, severity)
                        values (:rule, md5(:group), :group::json, 'v1', :status, :severity)""")
                .param("rule", rule)
                .param("group", group)
                .param("status", status)
                .param("severity", severity)
                .update();
    }

    private List<String> ids(Phase first, Phase... others) {
        return silences.silences(EnumSet.of(first, others), Optional.empty(), 10).items().stream()
                .map(Silence::id)
                .toList();
    }
}
