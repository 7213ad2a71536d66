package dev.tocsin.alert.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.GapEpisode;
import dev.tocsin.alert.state.TransitionKind;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlertWriterTest {
    private final AlertWriter writer =
            new AlertWriter(notice -> Optional.of("https://kibana.example.com/app/x?a=b"), Duration.ofDays(7));

    private List<JsonObject> written(Tale tale, AlertNotice notice, @Nullable AlertNotice breach) {
        return written(tale, notice, breach, Duration.ZERO);
    }

    private List<JsonObject> written(Tale tale, AlertNotice notice, @Nullable AlertNotice breach, Duration late) {
        Story story = new Story(tale, notice, breach, late, List.of("a"));
        return writer.write(new Message(tale, List.of(story), false)).getValuesAs(JsonObject.class);
    }

    private static Notices of(TransitionKind kind) {
        return Notices.of(kind)
                .group("service.name", "checkout-api")
                .labels(Map.of("team", "shop", "cost-centre", "42", "severity", "mine"));
    }

    @Test
    void writesAnAlertAsPrometheusWould() {
        AlertNotice fired = of(TransitionKind.FIRED)
                .annotation("summary", "143 errors")
                .annotation("runbook.url", "https://wiki.example.com")
                .samples("connection refused")
                .differs("host.name", "node-3")
                .differs("service.version", "1.4.2")
                .build();

        assertThat(written(Tale.FIRED, fired, null)).singleElement().asString().isEqualTo("""
                {"labels":{"alertname":"checkout-errors","cost_centre":"42","label_severity":"mine",\
                "service_name":"checkout-api","severity":"critical","source":"tocsin","team":"shop"},\
                "annotations":{"condition":"hits above 100",\
                "differs":"92 % have host.name node-3, usually 4 % (of 1,000 in the 24 h before)\\n\
                92 % have service.version 1.4.2, usually 4 % (of 1,000 in the 24 h before)","reason":"143 hits, above 100",\
                "runbook_url":"https://wiki.example.com","samples":"connection refused","summary":"143 errors",\
                "title":"Checkout is failing","value":"143"},\
                "startsAt":"2026-11-23T10:05:00Z","endsAt":"2026-11-30T10:05:00Z",\
                "generatorURL":"https://kibana.example.com/app/x?a=b"}""");
    }

    /** There the labels are the alert: what begins has to end, whatever became of it between. */
    @Test
    void endsWhatItBegan() {
        AlertNotice fired = of(TransitionKind.FIRED).severity(Severity.WARNING).build();
        AlertNotice escalated = of(TransitionKind.ESCALATED)
                .severity(Severity.CRITICAL)
                .end(Notices.FIRST.plusSeconds(60))
                .build();
        AlertNotice resolved = of(TransitionKind.RESOLVED)
                .severity(null)
                .end(Notices.FIRST.plusSeconds(120))
                .build();
        JsonObject warning = written(Tale.FIRED, fired, null).getFirst();

        List<JsonObject> worse = written(Tale.ESCALATED, escalated, null);
        assertThat(worse).hasSize(2);
        assertThat(worse.getFirst().getJsonObject("labels")).isEqualTo(warning.getJsonObject("labels"));
        assertThat(worse.getFirst().getString("endsAt")).isEqualTo("2026-11-23T10:06:00Z");
        assertThat(worse.getLast().getJsonObject("labels").getString("severity"))
                .isEqualTo("critical");
        assertThat(worse.getLast().getString("endsAt")).isEqualTo("2026-11-30T10:06:00Z");

        List<JsonObject> over = written(Tale.RESOLVED, resolved, escalated);
        assertThat(over)
                .extracting(end -> end.getJsonObject("labels"))
                .as("also the warning, whatever became of what was told between")
                .containsExactlyInAnyOrder(
                        warning.getJsonObject("labels"), worse.getLast().getJsonObject("labels"));
        assertThat(over).allSatisfy(end -> {
            assertThat(end.getString("endsAt")).isEqualTo("2026-11-23T10:07:00Z");
            assertThat(end.getString("startsAt")).isEqualTo(warning.getString("startsAt"));
        });
    }

    @ParameterizedTest
    @CsvSource({"NO_DATA, NO_DATA, noData", "ERROR, ERROR, error"})
    void endsTroubleToo(Tale tale, TransitionKind kind, String reason) {
        AlertNotice trouble = of(kind).severity(Severity.CRITICAL).value(null).build();
        JsonObject begun = written(tale, trouble, null).getFirst();
        JsonObject ended = written(Tale.RESOLVED, of(TransitionKind.RESOLVED).build(), trouble)
                .getFirst();

        assertThat(begun.getJsonObject("labels").getString("alertreason")).isEqualTo(reason);
        assertThat(ended.getJsonObject("labels")).isEqualTo(begun.getJsonObject("labels"));
    }

    @Test
    void endsWhatNobodyWatchesAnyMore() {
        AlertNotice breach = of(TransitionKind.FIRED).severity(Severity.WARNING).build();
        AlertNotice end = breach.unwatched(breach.window(), "the rule was removed");

        assertThat(written(Tale.UNWATCHED, end, breach)).singleElement().satisfies(alert -> {
            assertThat(alert.getJsonObject("labels"))
                    .isEqualTo(written(Tale.FIRED, breach, null).getFirst().getJsonObject("labels"));
            assertThat(alert.getString("endsAt"))
                    .isEqualTo(breach.window().end().toString());
            assertThat(alert.getJsonObject("annotations").getString("reason")).isEqualTo("the rule was removed");
        });
    }

    @Test
    void endsAllThatItMayHaveBegunWhenNothingIsKnownOfIt() {
        assertThat(written(Tale.RESOLVED, of(TransitionKind.RESOLVED).build(), null))
                .extracting(alert -> alert.getJsonObject("labels").getString("severity"))
                .containsExactlyInAnyOrder("warning", "critical");
    }

    @Test
    void endsNothingButAWarningThatWasOne() {
        AlertNotice fired = of(TransitionKind.FIRED).severity(Severity.WARNING).build();

        assertThat(written(Tale.RESOLVED, of(TransitionKind.RESOLVED).build(), fired))
                .extracting(alert -> alert.getJsonObject("labels").getString("severity"))
                .containsExactly("warning");
    }

    /** Told together, the beginning may have been handed over before, without an answer. */
    @Test
    void endsTheWarningAlsoWhenItIsToldTogetherThatItFiredAndBecameCritical() {
        AlertNotice escalated =
                of(TransitionKind.ESCALATED).severity(Severity.CRITICAL).build();

        assertThat(written(Tale.FIRED, escalated, null))
                .extracting(
                        alert -> alert.getJsonObject("labels").getString("severity") + " " + alert.getString("endsAt"))
                .containsExactly("warning 2026-11-23T10:05:00Z", "critical 2026-11-30T10:05:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "FIRED, FIRED, 2026-11-30T10:25:00Z",
        "NO_DATA, NO_DATA, 2026-11-30T10:25:00Z",
        "EVENT, EVENT, 2026-11-23T10:40:00Z",
        "RESOLVED, RESOLVED, 2026-11-23T10:05:00Z"
    })
    void countsFromWhenItIsToldSoThatNothingIsOverAsItComes(Tale tale, TransitionKind kind, String endsAt) {
        assertThat(written(tale, of(kind).build(), null, Duration.ofMinutes(20)))
                .extracting(alert -> alert.getString("endsAt"))
                .containsOnly(endsAt);
    }

    @Test
    void letsTheNoticeOfAGapEndByItself() {
        AlertNotice gap = of(TransitionKind.ERROR)
                .severity(null)
                .episode(GapEpisode.id("checkout-errors", Notices.FIRST))
                .build();

        assertThat(written(Tale.ERROR, gap, null))
                .singleElement()
                .satisfies(alert -> assertThat(alert.getString("endsAt")).isEqualTo("2026-11-23T10:20:00Z"));
    }

    @Test
    void letsAnEventEndByItself() {
        assertThat(written(Tale.EVENT, of(TransitionKind.EVENT).build(), null))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("endsAt")).isEqualTo("2026-11-23T10:20:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lasts: 1m | am.alertmanager.lasts: expected a duration from 1h to 90d",
                "lasts: long | am.alertmanager.lasts: expected a duration",
                "headers: {Host: a} | am.alertmanager.headers.Host: this header is set by Tocsin",
                "user: a | am.alertmanager.user: unknown key",
            })
    void saysWhatIsWrongWhenTheFileIsRead(String option, String problem) {
        Alertmanagers factory = new Alertmanagers(
                DiscoverLinks.none(),
                new Terms(OutgoingRule.allowing(List.of()), Duration.ofSeconds(8), InstantSource.system()));

        assertThat(ChannelConfigs.problems(
                        factory, Map.of(), "am:\n  alertmanager:\n    url: http://127.0.0.1:9093\n    " + option))
                .singleElement()
                .asString()
                .contains(problem);
    }
}
