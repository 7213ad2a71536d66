package dev.tocsin.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.ChannelState;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.DeliveryQueue.Attempt;
import dev.tocsin.alert.notify.DeliveryQueue.Turn;
import dev.tocsin.alert.notify.OutboxEntry;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostgresOutboxIT {
    private final DeliveryHouse house = DeliveryHouse.empty();
    private final PostgresOutbox outbox = house.outbox("engine-a");
    private final Router router = new Router(Routes.to("alerts"), Set.of("alerts", "payments"));
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void readTheClock() {
        now = house.now();
    }

    @Test
    void keepsANoticeAsItWas() {
        AlertNotice notice = Notices.fired()
                .group("zone", "b", "a", "\u0000<!channel>\ud83d\ude00", "service.name", "x".repeat(5_000))
                .annotation("summary", "143 errors")
                .samples("one\u0000", "two")
                .value(0.1)
                .lateBySeconds(90)
                .build();

        outbox.add(intents(notice));

        OutboxEntry entry = due().getFirst();
        assertThat(entry.intent().notice()).isEqualTo(notice);
        assertThat(entry.intent().notice().group().values().keySet()).containsExactly("zone", "a", "service.name");
    }

    @Test
    void takesWhatIsNoText() {
        AlertNotice notice = Notices.fired()
                .rule("odd")
                .group("service.name", "half a pair \ud83d and \udc00\u0000")
                .samples("\ud83d", "\uffff")
                .reason("\udfff")
                .build();

        outbox.add(intents(notice));
        finish("alerts", new Delivered("\ud83d\u0000"));

        assertThat(stateOf("alerts").waiting()).isZero();
        assertThat(house.history.oldest(1)).hasSize(1);
    }

    @Test
    void storesADecisionOnce() {
        AlertNotice notice = Notices.fired().build();

        outbox.add(intents(notice));
        outbox.add(intents(notice));

        assertThat(due()).hasSize(1);
    }

    @Test
    void belongsToTheTransactionOfTheDecision() {
        house.transaction.executeWithoutResult(status -> {
            outbox.add(intents(Notices.fired().build()));
            status.setRollbackOnly();
        });

        assertThat(outbox.take("alerts", false)).isNotInstanceOf(Turn.Due.class);
    }

    @Test
    void handsOutNothingBeforeItsTimeOrWhileHeld() {
        AlertNotice warning = Notices.fired().severity(Severity.WARNING).build();
        outbox.add(intents(warning));
        outbox.add(router.intentsFor(Notices.fired().rule("held").build(), List.of(), now, true));

        assertThat(outbox.take("alerts", false)).isNotInstanceOf(Turn.Due.class);
        assertThat(outbox.states())
                .singleElement()
                .satisfies(state ->
                        assertThat(List.of(state.waiting(), state.held())).containsExactly(2L, 1L));

        outbox.release(List.of("held"));
        assertThat(due())
                .singleElement()
                .satisfies(entry -> assertThat(entry.intent().notice().rule()).isEqualTo("held"));
    }

    @Test
    void gathersWhatWaitsForTheSameGroupAsSoonAsOneIsDue() {
        outbox.add(intents(Notices.fired()
                .group("service.name", "a")
                .severity(Severity.WARNING)
                .build()));
        outbox.add(intents(Notices.fired().group("service.name", "b").build()));

        assertThat(due()).hasSize(2);
    }

    @Test
    void tellsTheEndToWhomeverHeardOfTheBeginningAndToNobodyElse() {
        AlertNotice fired = Notices.fired().build();
        AlertNotice resolved = Notices.of(TransitionKind.RESOLVED)
                .end(Notices.FIRST.plusSeconds(300))
                .build();
        outbox.add(router.intentsFor(fired, List.of("payments"), now, false));
        finish("payments", new Delivered("ok"));

        outbox.add(intents(resolved)); // the routes say "alerts" by now
        outbox.add(
                intents(Notices.of(TransitionKind.RESOLVED).rule("never-told").build()));

        assertThat(outbox.take("alerts", false)).isNotInstanceOf(Turn.Due.class);
        assertThat(due("payments")).singleElement().satisfies(entry -> {
            assertThat(entry.breach()).isEqualTo(fired);
            assertThat(entry.breachWasTold()).isTrue();
        });
    }

    @Test
    void knowsThatTheBeginningWasNotTold() {
        outbox.add(intents(Notices.fired().build()));
        outbox.add(intents(Notices.of(TransitionKind.RESOLVED)
                .end(Notices.FIRST.plusSeconds(300))
                .build()));

        assertThat(due().getLast()).satisfies(entry -> {
            assertThat(entry.breach()).isNotNull();
            assertThat(entry.breachWasTold()).isFalse();
        });
    }

    @Test
    void letsOneEngineDeliverToAChannel() {
        outbox.add(intents(Notices.fired().build()));
        PostgresOutbox other = house.outbox("engine-b");

        assertThat(outbox.take("alerts", false)).isInstanceOf(Turn.Due.class);
        assertThat(other.take("alerts", false)).isNotInstanceOf(Turn.Due.class);

        outbox.leave("alerts");
        assertThat(other.take("alerts", false)).isInstanceOf(Turn.Due.class);
    }

    @Test
    void ignoresWhatAnEngineReportsThatHasLostTheChannel() {
        outbox.add(intents(Notices.fired().build()));
        Attempt stale = attempt((Turn.Due) outbox.take("alerts", false), "alerts");
        assertThat(outbox.begin(stale)).isTrue();
        expireLeases();

        Turn.Due taken = (Turn.Due) house.outbox("engine-b").take("alerts", false);
        outbox.record(stale, new Delivered("ok"), Duration.ZERO);

        assertThat(taken.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.mayBeRepeat()).isTrue());
        assertThat(stateOf("alerts").waiting()).isEqualTo(1);
        assertThat(outbox.begin(stale)).as("the fence has moved on").isFalse();
    }

    @Test
    void repeatsOnceWhatHadNoAnswerAndNotTwice() {
        outbox.add(intents(Notices.fired().build()));

        finish("alerts", new Unknown("no answer"));
        assertThat(due())
                .singleElement()
                .satisfies(entry -> assertThat(entry.mayBeRepeat()).isTrue());
        finish("alerts", new Unknown("no answer"));

        assertThat(outbox.take("alerts", false)).isNotInstanceOf(Turn.Due.class);
        assertThat(stateOf("alerts").dead()).isEqualTo(1);
        assertThat(reasons()).singleElement().asString().startsWith("perhaps delivered");
    }

    @Test
    void waitsByTheClockOfTheDatabaseAfterAFailure() {
        outbox.add(intents(Notices.fired().build()));

        Turn.Due turn = (Turn.Due) outbox.take("alerts", false);
        Attempt attempt = attempt(turn, "alerts");
        outbox.begin(attempt);
        outbox.record(attempt, new TryLater(Optional.empty(), "503"), Duration.ofSeconds(30));

        Turn.Nothing next = (Turn.Nothing) outbox.take("alerts", false);
        assertThat(next.pause()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
        assertThat(stateOf("alerts")).satisfies(state -> {
            assertThat(state.failures()).isEqualTo(1);
            assertThat(state.failingSince()).isNotNull();
            assertThat(state.lastFailure()).isEqualTo("503");
            assertThat(state.nextTry()).isNotNull();
        });
    }

    @Test
    void givesUpAfterADayButNotWithoutATry() {
        outbox.add(intents(Notices.fired().build()));
        outbox.add(intents(Notices.fired().rule("fresh").build()));
        house.template.execute("update outbox set added_at = added_at - interval '25 hours' where rule <> 'fresh'");

        List<OutboxEntry> afterADay = due();
        finish("alerts", new TryLater(Optional.empty(), "503"));

        assertThat(afterADay).hasSize(1);
        assertThat(reasons()).containsExactly("not delivered within 24 h, the last try: 503");
        assertThat(due())
                .singleElement()
                .satisfies(entry -> assertThat(entry.intent().notice().rule()).isEqualTo("fresh"));
    }

    @Test
    void letsAnOddMessageStepBehindTheOthers() {
        outbox.add(intents(Notices.fired().rule("odd").build()));
        outbox.add(intents(Notices.fired().rule("good").build()));

        for (int i = 0; i < 4; i++) {
            assertThat(due().getFirst().intent().notice().rule()).isEqualTo("odd");
            finish("alerts", new TryLater(Optional.empty(), "500"));
        }

        assertThat(due().getFirst().intent().notice().rule()).isEqualTo("good");
    }

    /** By tries: among those that step behind, the oldest would stop the others again. */
    @Test
    void letsWhatStepsBehindTakeTurns() {
        outbox.add(intents(Notices.fired().rule("a").build()));
        outbox.add(intents(Notices.fired().rule("b").build()));
        List<String> turns = new ArrayList<>();

        for (int i = 0; i < 12; i++) {
            Turn.Due turn = (Turn.Due) outbox.take("alerts", false);
            turns.add(turn.entries().getFirst().intent().notice().rule());
            outbox.unreachable(attempt(turn, "alerts"), "503", Duration.ZERO);
        }

        assertThat(String.join("", turns)).isEqualTo("aaaabbbbabab");
    }

    @Test
    void givesUpWhatWaitsForAChannelThatIsGone() {
        outbox.add(intents(Notices.fired().build()));

        outbox.tidy(List.of("payments"));
        assertThat(stateOf("alerts").waiting()).isEqualTo(1);

        house.template.execute("update outbox set added_at = added_at - interval '25 hours'");
        outbox.tidy(List.of("payments"));
        assertThat(stateOf("alerts").dead()).isEqualTo(1);
    }

    @Test
    void dropsWhatIsLongDoneAndKeepsOpenEpisodes() {
        outbox.add(intents(Notices.fired().rule("over").build()));
        outbox.add(intents(Notices.of(TransitionKind.RESOLVED).rule("over").build()));
        outbox.add(intents(Notices.fired().rule("open").build()));
        finish("alerts", new Delivered("ok"));
        finish("alerts", new Delivered("ok"));
        house.template.execute("update outbox set finished_at = finished_at - interval '15 days'");

        outbox.tidy(List.of("alerts"));

        assertThat(house.jdbc
                        .sql("select rule from outbox")
                        .query((row, number) -> row.getString(1))
                        .list())
                .containsExactly("open");
    }

    @Test
    void writesTheHistoryOfWhatEnded() {
        outbox.add(intents(Notices.fired().build()));
        outbox.add(intents(Notices.fired().rule("refused").build()));
        finish("alerts", new Delivered("200 ok"));
        finish("alerts", new Refused("404 no_service"));

        assertThat(house.history.oldest(10))
                .extracting(row -> row.entry().document().getJsonObject("notification"))
                .extracting(notification -> Map.of(
                        "state",
                        notification.getString("state"),
                        "text",
                        notification.getString("answer", "") + notification.getString("failure", "")))
                .containsExactly(
                        Map.of("state", "sent", "text", "200 ok"), Map.of("state", "dead", "text", "404 no_service"));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '`', textBlock = """
            replace(notice::text, '"FIRED"', '"SUPERSEDED"')::json -> kind SUPERSEDED is not known to this version
            replace(notice::text, '"CRITICAL"', '"<b>hush</b>"')::json -> severity is not what this version expects
            (notice::jsonb - 'episodeId')::json -> episodeId is missing
            (notice::jsonb #- '{window,end}')::json -> window.end is missing
            (notice::jsonb #- '{samples,0,at}')::json -> samples.at is missing
            jsonb_set(notice::jsonb, '{group,values,zone}', 'null')::json -> group.values.zone is missing
            jsonb_set(notice::jsonb, '{since}', '"soon"')::json -> since is not what this version expects
            jsonb_set(notice::jsonb, '{window,end}', notice::jsonb #> '{window,start}')::json -> window is not what this version expects
            '"a text"' -> it is no JSON object
            'null' -> it is no JSON object
            (repeat('[', 2000) || repeat(']', 2000))::json -> it is no JSON
            """)
    void givesUpWhatItCannotReadAndGoesOn(String damage, String trouble) {
        outbox.add(intents(
                Notices.fired().rule("odd").group("zone", "a").samples("one").build()));
        outbox.add(intents(Notices.fired().rule("next").build()));
        house.template.execute("update outbox set notice = " + damage + " where rule = 'odd'");

        Turn first = outbox.take("alerts", false);
        List<OutboxEntry> then = due();

        String reason = "its notice cannot be read: " + trouble;
        assertThat(first)
                .isInstanceOfSatisfying(
                        Turn.Unreadable.class,
                        turn -> assertThat(turn.reasons()).containsOnly(Map.entry(idOf("odd"), reason)));
        assertThat(then)
                .singleElement()
                .satisfies(entry -> assertThat(entry.intent().notice().rule()).isEqualTo("next"));
        assertThat(stateOf("alerts").dead()).isEqualTo(1);
        assertThat(new PostgresViews(house.jdbc).notifications(Optional.of("dead"), Optional.empty(), 10))
                .singleElement()
                .satisfies(shown -> {
                    assertThat(shown.rule()).isEqualTo("odd");
                    assertThat(shown.kind()).isEqualTo("FIRED");
                    assertThat(shown.reason()).isEqualTo(reason);
                });
        assertThat(house.history.oldest(10)).singleElement().satisfies(row -> {
            JsonObject document = row.entry().document();
            assertThat(document.getString("rule")).isEqualTo("odd");
            assertThat(document.getString("transition")).isEqualTo("FIRED");
            assertThat(document.getJsonObject("notification").getString("failure"))
                    .isEqualTo(reason);
        });
    }

    @Test
    void keepsTheWindowOfWhatItCannotReadInTheHistoryIfThatIsReadable() {
        outbox.add(intents(Notices.fired().build()));
        house.template.execute("update outbox set notice = replace(notice::text, '\"FIRED\"', '\"NEWER\"')::json");

        outbox.take("alerts", false);

        assertThat(house.history.oldest(1).getFirst().entry()).satisfies(entry -> {
            assertThat(entry.document().getJsonObject("window").getString("end"))
                    .isEqualTo(Notices.FIRST.toString());
            assertThat(entry.day()).isEqualTo("2026-11-23");
        });
    }

    @Test
    void tellsTheEndAlsoIfItCannotReadTheBeginningThatWasTold() {
        outbox.add(intents(Notices.fired().build()));
        finish("alerts", new Delivered("ok"));
        outbox.add(intents(Notices.of(TransitionKind.RESOLVED)
                .end(Notices.FIRST.plusSeconds(300))
                .build()));
        house.template.execute("update outbox set notice = '{}' where kind = 'FIRED'");

        assertThat(due()).singleElement().satisfies(entry -> {
            assertThat(entry.intent().notice().kind()).isEqualTo(TransitionKind.RESOLVED);
            assertThat(entry.breach()).isNull();
            assertThat(entry.breachWasTold()).isTrue();
        });
        assertThat(new PostgresViews(house.jdbc).notifications(Optional.of("sent"), Optional.empty(), 10))
                .singleElement()
                .satisfies(shown -> assertThat(shown.reason()).isEqualTo("its notice cannot be read: kind is missing"));
    }

    @Test
    void tellsTheEndAlsoIfItCannotReadTheBeginningThatWaitsWithIt() {
        outbox.add(intents(Notices.fired().build()));
        outbox.add(intents(Notices.of(TransitionKind.RESOLVED)
                .end(Notices.FIRST.plusSeconds(300))
                .build()));
        house.template.execute("update outbox set notice = '{}' where kind = 'FIRED'");

        assertThat(outbox.take("alerts", false)).isInstanceOf(Turn.Unreadable.class);
        assertThat(due()).singleElement().satisfies(entry -> {
            assertThat(entry.breach()).isNull();
            assertThat(entry.breachWasTold()).isFalse();
        });
    }

    @Test
    void givesUpOrphansThatItCannotRead() {
        outbox.add(intents(Notices.fired().build()));
        house.template.execute("update outbox set notice = '{}', added_at = added_at - interval '25 hours'");

        outbox.tidy(List.of("payments"));

        assertThat(reasons()).containsExactly("there is no channel alerts any more");
        assertThat(house.history.oldest(10)).hasSize(1);
    }

    private String idOf(String rule) {
        return house.jdbc
                .sql("select id from outbox where rule = ?")
                .param(rule)
                .query((row, number) -> row.getString(1))
                .single();
    }

    private List<NotificationIntent> intents(AlertNotice notice) {
        return router.intentsFor(notice, List.of(), now, false);
    }

    private List<OutboxEntry> due() {
        return due("alerts");
    }

    private List<OutboxEntry> due(String channel) {
        return ((Turn.Due) outbox.take(channel, false)).entries();
    }

    private void finish(String channel, DeliveryOutcome outcome) {
        Attempt attempt = attempt((Turn.Due) outbox.take(channel, false), channel);
        assertThat(outbox.begin(attempt)).isTrue();
        outbox.record(attempt, outcome, Duration.ZERO);
    }

    private static Attempt attempt(Turn.Due turn, String channel) {
        return new Attempt(
                channel,
                turn.fence(),
                turn.entries().stream().map(entry -> entry.intent().id()).toList(),
                "message");
    }

    private ChannelState stateOf(String channel) {
        return outbox.states().stream()
                .filter(state -> state.channel().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    private List<String> reasons() {
        return house.jdbc
                .sql("select reason from outbox where state = 'dead' order by position")
                .query((row, number) -> row.getString(1))
                .list();
    }

    private void expireLeases() {
        house.template.execute("update delivery_lane set expires_at = '-infinity'");
    }
}
