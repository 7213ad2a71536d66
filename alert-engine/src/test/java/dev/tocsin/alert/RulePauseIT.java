package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.schedule.Pause;
import dev.tocsin.alert.store.PausedRules;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that are paused and resumed, in real cycles. */
class RulePauseIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static EngineHouse house;
    private static ElasticLink link;

    private PausedRules pauses;
    private String stream = "";

    @BeforeAll
    static void start() {
        house = new EngineHouse();
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
        house.close();
    }

    @BeforeEach
    void fresh() {
        house.empty();
        house.time.set(TEN.plusSeconds(15));
        pauses = new PausedRules(house.jdbc, house.transaction(), house.time);
        stream = "logs-pause" + UUID.randomUUID().toString().substring(0, 8) + "-tocsin";
        EngineHouse.createIndex(link, stream);
        List<Event> events = new ArrayList<>();
        // From ten past on each minute has two errors; before, and from half past on, none.
        for (int minute = -5; minute < 60; minute++) {
            Instant start = TEN.plusSeconds(60L * minute);
            events.add(Event.of(start.plusSeconds(30), "DEBUG"));
            if (minute >= 10 && minute < 30) {
                events.add(Event.of(start.plusSeconds(10), "ERROR"));
                events.add(Event.of(start.plusSeconds(20), "ERROR"));
            }
        }
        EngineHouse.index(link, stream, events);
    }

    private Rule rule(String rest) {
        return RulesForTests.parse("""
                rule: r
                query: {streams: [%s], lucene: 'log.level:ERROR'}
                delay: 15s
                window: 1m
                %s
                """.formatted(stream, rest));
    }

    private Rule every() {
        return rule("every: 1m\ncondition: {count: hits, threshold: {above: 1}}");
    }

    private static void lookUntil(AlertCycle cycle, int minute) {
        Instant until = TEN.plusSeconds(60L * minute + 15);
        while (house.time.instant().isBefore(until)) {
            house.time.pass(Duration.ofMinutes(1));
            cycle.run();
        }
    }

    @Test
    void nothingIsDecidedWhileItLastsAndItsAlertStands() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 12);
        pauses.pause("r", Optional.empty(), "anna", "deploy");

        lookUntil(engine, 40);

        assertThat(house.transitions()).containsExactly("2026-11-23T10:11:00Z r FIRED 2");
        assertThat(house.cursor("r")).isEqualTo(TEN.plusSeconds(12 * 60));
        assertThat(pauses.pauses().values())
                .extracting(Pause::inWords)
                .containsExactly("paused by anna from 2026-11-23T10:12:15Z: deploy");
    }

    @Test
    void goesOnAtTheCurrentWindowAndTheHistorySaysWhatWasLeftOut() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 12);
        pauses.pause("r", Optional.of(Duration.ofHours(8)), "anna", "");
        lookUntil(engine, 40);
        assertThat(pauses.resume("r")).isTrue();
        assertThat(pauses.resume("r")).isFalse();

        engine.run();
        lookUntil(engine, 42);

        assertThat(house.windows())
                .filteredOn(window -> window.compareTo("r 2026-11-23T10:12") > 0)
                .containsExactly(
                        "r 2026-11-23T10:12:00Z counted 2",
                        "r 2026-11-23T10:39:00Z gap",
                        "r 2026-11-23T10:40:00Z counted 0",
                        "r 2026-11-23T10:41:00Z counted 0",
                        "r 2026-11-23T10:42:00Z counted 0");
        assertThat(house.documents("window").stream()
                        .filter(window -> window.getString("answer").equals("gap"))
                        .map(window -> window.getString("reason")))
                .containsExactly("no window between 2026-11-23T10:12:00Z and 2026-11-23T10:39:00Z was evaluated:"
                        + " paused by anna from 2026-11-23T10:12:15Z until 2026-11-23T10:40:15Z");
        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:11:00Z r FIRED 2", "2026-11-23T10:40:00Z r RESOLVED 0");
        // Nobody is paged for what somebody wanted.
        assertThat(house.pages()).hasSize(2);
        assertThat(rowsOfPauses()).isZero();
    }

    @Test
    void whatWasDueBeforeThePauseIsCaughtUp() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 2);
        // Nothing is evaluated, and then somebody pauses it.
        house.time.set(TEN.plusSeconds(20 * 60 + 15));
        pauses.pause("r", Optional.empty(), "anna", "deploy");
        house.time.set(TEN.plusSeconds(40 * 60 + 15));
        pauses.resume("r");

        engine.run();

        List<String> expected = new ArrayList<>();
        for (int minute = 1; minute <= 40; minute++) {
            if (minute <= 20 || minute == 40) {
                expected.add(
                        "r " + TEN.plusSeconds(60L * minute) + " counted " + (minute > 10 && minute <= 30 ? 2 : 0));
            }
        }
        expected.add(expected.size() - 1, "r 2026-11-23T10:39:00Z gap");
        assertThat(house.windows())
                .filteredOn(window -> !window.contains("T10:00"))
                .containsExactlyElementsOf(expected);
        assertThat(gaps())
                .containsExactly("no window between 2026-11-23T10:20:00Z and 2026-11-23T10:39:00Z was evaluated:"
                        + " paused by anna from 2026-11-23T10:20:15Z until 2026-11-23T10:40:15Z: deploy");
        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:11:00Z r FIRED 2", "2026-11-23T10:40:00Z r RESOLVED 0");
        // What began before it is told, late as it is.
        assertThat(house.pages()).hasSize(2);
        assertThat(rowsOfPauses()).isZero();
    }

    @Test
    void twoPausesLeaveOutWhatWasDueInThemAndNothingBetween() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 2);
        house.time.set(TEN.plusSeconds(5 * 60 + 15));
        pauses.pause("r", Optional.of(Duration.ofMinutes(5)), "anna", "");
        house.time.set(TEN.plusSeconds(20 * 60 + 15));
        pauses.pause("r", Optional.of(Duration.ofMinutes(9)), "ben", "");
        house.time.set(TEN.plusSeconds(25 * 60 + 15));
        pauses.resume("r");
        house.time.set(TEN.plusSeconds(28 * 60 + 15));

        engine.run();

        assertThat(house.windows())
                .filteredOn(window -> window.compareTo("r 2026-11-23T10:02:30") > 0)
                .containsExactly(
                        "r 2026-11-23T10:03:00Z counted 0",
                        "r 2026-11-23T10:04:00Z counted 0",
                        "r 2026-11-23T10:05:00Z counted 0",
                        "r 2026-11-23T10:09:00Z gap",
                        "r 2026-11-23T10:10:00Z counted 0",
                        "r 2026-11-23T10:11:00Z counted 2",
                        "r 2026-11-23T10:12:00Z counted 2",
                        "r 2026-11-23T10:13:00Z counted 2",
                        "r 2026-11-23T10:14:00Z counted 2",
                        "r 2026-11-23T10:15:00Z counted 2",
                        "r 2026-11-23T10:16:00Z counted 2",
                        "r 2026-11-23T10:17:00Z counted 2",
                        "r 2026-11-23T10:18:00Z counted 2",
                        "r 2026-11-23T10:19:00Z counted 2",
                        "r 2026-11-23T10:20:00Z counted 2",
                        "r 2026-11-23T10:24:00Z gap",
                        "r 2026-11-23T10:25:00Z counted 2",
                        "r 2026-11-23T10:26:00Z counted 2",
                        "r 2026-11-23T10:27:00Z counted 2",
                        "r 2026-11-23T10:28:00Z counted 2");
        assertThat(gaps())
                .containsExactly(
                        "no window between 2026-11-23T10:05:00Z and 2026-11-23T10:09:00Z was evaluated:"
                                + " paused by anna from 2026-11-23T10:05:15Z until 2026-11-23T10:10:15Z",
                        "no window between 2026-11-23T10:20:00Z and 2026-11-23T10:24:00Z was evaluated:"
                                + " paused by ben from 2026-11-23T10:20:15Z until 2026-11-23T10:25:15Z");
        assertThat(house.transitions()).containsExactly("2026-11-23T10:11:00Z r FIRED 2");
        assertThat(house.pages()).hasSize(1);
        assertThat(rowsOfPauses()).isZero();
    }

    @Test
    void whatIsTooFarBackAfterALongPauseIsTold() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 2);
        house.time.set(TEN.plusSeconds(5 * 60 + 15));
        pauses.pause("r", Optional.of(Duration.ofHours(30)), "anna", "");
        house.time.pass(Duration.ofHours(30));

        engine.run();

        assertThat(house.windows())
                .filteredOn(window -> window.compareTo("r 2026-11-23T10:02:30") > 0)
                .containsExactly(
                        "r 2026-11-23T10:05:00Z gap", "r 2026-11-24T16:04:00Z gap", "r 2026-11-24T16:05:00Z noData 0");
        String tooFarBack = "no window between 2026-11-23T10:02:00Z and 2026-11-23T10:05:00Z was evaluated,"
                + " and they are more than 1d ago";
        assertThat(gaps())
                .containsExactly(
                        tooFarBack,
                        "no window between 2026-11-23T10:05:00Z and 2026-11-24T16:04:00Z was evaluated:"
                                + " paused by anna from 2026-11-23T10:05:15Z until 2026-11-24T16:05:15Z");
        assertThat(house.pages()).containsExactly("ERROR r " + tooFarBack);
    }

    @Test
    void aRuleThatFailsRightAfterItsPauseIsVisiblyFailingAndWaits() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 12);
        pauses.pause("r", Optional.empty(), "anna", "");
        lookUntil(engine, 25);
        pauses.resume("r");
        house.template.execute("alter table history_queue add constraint refused check (rule <> 'r') not valid");
        Optional<Duration> nextLook;
        try {
            nextLook = engine.run();
        } finally {
            house.template.execute("alter table history_queue drop constraint refused");
        }

        assertThat(house.failure("r")).startsWith("the database refuses what was decided");
        assertThat(nextLook).hasValueSatisfying(wait -> assertThat(wait).isPositive());
        assertThat(rowsOfPauses()).isOne();

        house.time.pass(Duration.ofMinutes(2));
        engine.run();
        assertThat(house.failure("r")).isNull();
        assertThat(house.windows())
                .filteredOn(window -> window.compareTo("r 2026-11-23T10:13") > 0)
                .containsExactly(
                        "r 2026-11-23T10:24:00Z gap",
                        "r 2026-11-23T10:25:00Z counted 2",
                        "r 2026-11-23T10:26:00Z counted 2",
                        "r 2026-11-23T10:27:00Z counted 2");
        assertThat(rowsOfPauses()).isZero();
    }

    /** What the history says of windows that were given up, in order. */
    private static List<String> gaps() {
        return house.documents("window").stream()
                .filter(window -> window.getString("answer").equals("gap"))
                .map(window -> window.getString("reason"))
                .toList();
    }

    @Test
    void endsByItselfWhenItsTimeIsOver() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 2);
        pauses.pause("r", Optional.of(Duration.ofMinutes(10)), "anna", "");

        lookUntil(engine, 15);

        assertThat(house.transitions()).containsExactly("2026-11-23T10:12:00Z r FIRED 2");
        assertThat(rowsOfPauses()).isZero();
    }

    @Test
    void aPauseThatTouchesNoWindowLeavesNoneOut() {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 11);
        pauses.pause("r", Optional.empty(), "anna", "");
        house.time.pass(Duration.ofSeconds(20));
        pauses.resume("r");

        engine.run();
        lookUntil(engine, 12);

        assertThat(house.windows())
                .filteredOn(window -> window.compareTo("r 2026-11-23T10:11") > 0)
                .containsExactly("r 2026-11-23T10:11:00Z counted 2", "r 2026-11-23T10:12:00Z counted 2");
        assertThat(rowsOfPauses()).isZero();
    }

    @Test
    void whatIsLeftOutDoesNotCountForWhatIsWaitedFor() {
        Rule rule = rule("every: 1m\nfor: 5m\ncondition: {count: hits, threshold: {above: 1}}");
        AlertCycle engine = house.engine(link, List.of(rule));
        lookUntil(engine, 12);
        pauses.pause("r", Optional.of(Duration.ofMinutes(8)), "anna", "");

        lookUntil(engine, 29);

        // Pending since 10:11; one minute of waiting before the pause, and from 10:19 on the rest.
        assertThat(house.transitions())
                .containsExactly("2026-11-23T10:11:00Z r PENDING 2", "2026-11-23T10:23:00Z r FIRED 2");
    }

    @Test
    void aRuleOfACronGoesOnAtItsLastFireTime() {
        Rule rule = rule("cron: '*/5 * * * *'\ncondition: {count: hits, threshold: {above: 1}}");
        AlertCycle engine = house.engine(link, List.of(rule));
        lookUntil(engine, 6);
        pauses.pause("r", Optional.empty(), "anna", "");
        lookUntil(engine, 22);
        pauses.resume("r");

        engine.run();

        assertThat(house.windows())
                .containsExactly(
                        "r 2026-11-23T10:05:00Z counted 0",
                        "r 2026-11-23T10:15:00Z gap",
                        "r 2026-11-23T10:20:00Z counted 2");
    }

    @Test
    void aRuleThatIsPausedBeforeItEverRanStartsAfterwards() {
        pauses.pause("r", Optional.of(Duration.ofMinutes(10)), "anna", "");
        AlertCycle engine = house.engine(link, List.of(every()));

        lookUntil(engine, 13);

        assertThat(house.windows().getFirst()).isEqualTo("r 2026-11-23T10:10:00Z counted 0");
        assertThat(rowsOfPauses()).isZero();
    }

    @Test
    void whatWasDecidedBeforeThePauseAndNotWrittenIsNotWrittenAfterIt() {
        boolean[] paused = new boolean[1];
        AlertCycle engine = house.engine(link, List.of(every()), step -> {
            boolean isTheOne = house.time.instant().isAfter(TEN.plusSeconds(11 * 60));
            if (step == CycleStep.DECIDED && isTheOne && !paused[0]) {
                paused[0] = true;
                pauses.pause("r", Optional.empty(), "anna", "");
            }
        });

        lookUntil(engine, 14);

        assertThat(paused).containsExactly(true);
        assertThat(house.transitions()).isEmpty();
        assertThat(house.cursor("r")).isEqualTo(TEN.plusSeconds(10 * 60));
    }

    /** As {@code kill -9}: nothing after it is done. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @ParameterizedTest
    @EnumSource(CycleStep.class)
    void aKillWhileItGoesOnLosesNothingAndDoublesNothing(CycleStep mortal) {
        AlertCycle engine = house.engine(link, List.of(every()));
        lookUntil(engine, 12);
        pauses.pause("r", Optional.empty(), "anna", "");
        lookUntil(engine, 25);
        pauses.resume("r");
        AlertCycle dying = house.engine(link, List.of(every()), step -> {
            if (step == mortal) {
                throw new Killed();
            }
        });
        house.time.pass(EngineHouse.LEASE.multipliedBy(2));
        assertThatThrownBy(dying::run).isInstanceOf(Killed.class);
        house.time.pass(EngineHouse.LEASE.multipliedBy(2));

        house.engine(link, List.of(every())).run();

        assertThat(house.windows())
                .filteredOn(window -> window.compareTo("r 2026-11-23T10:13") > 0)
                .containsExactly("r 2026-11-23T10:24:00Z gap", "r 2026-11-23T10:25:00Z counted 2");
        assertThat(house.transitions()).containsExactly("2026-11-23T10:11:00Z r FIRED 2");
        assertThat(rowsOfPauses()).isZero();
    }

    private static int rowsOfPauses() {
        return house.jdbc
                .sql("select count(*) from rule_pause")
                .query(Integer.class)
                .single();
    }
}
