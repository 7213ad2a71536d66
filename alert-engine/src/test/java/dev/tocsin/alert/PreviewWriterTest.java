package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.api.Previews;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.notify.slack.SlackRenderer;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Route;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreviewWriterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:05:20Z");

    private final PreviewWriter writer = new PreviewWriter(
            () -> config(Routes.to("shop")), new SlackRenderer(DiscoverLinks.none()), InstantSource.fixed(NOW));

    private static NotificationConfig config(Routes routes) {
        return new NotificationConfig(List.of(), List.of("shop", "ops"), routes, List.of(), List.of());
    }

    @Test
    void aRuleThatNeverFiredIsShownJustOverItsWorstThreshold() {
        Previews.Preview preview = writer.of(RulesForTests.rule("""
                groupBy: [service.name]
                annotations: {summary: "{{value}} on {{group.service.name}}"}
                condition: {count: hits, threshold: {warning: {above: 10}, critical: {above: 100}}}
                window: 5m
                every: 1m
                """), Optional.empty());

        assertThat(preview.isReal()).isFalse();
        assertThat(preview.at()).isEqualTo(Instant.parse("2026-11-23T10:05:00Z"));
        assertThat(preview.channels()).containsExactly("shop");
        assertThat(preview.slack())
                .contains("CRITICAL", "*101*", "101 on example", "*92 %* have `host.name` `example`");
    }

    @Test
    void aRuleThatLooksForTooFewIsShownJustUnderIt() {
        Previews.Preview preview = writer.of(RulesForTests.rule("""
                notify: [ops]
                condition: {count: hits, threshold: {warning: {below: 5}}}
                window: 5m
                cron: "0 3 * * *"
                """), Optional.empty());

        assertThat(preview.at()).isEqualTo(Instant.parse("2026-11-23T03:00:00Z"));
        assertThat(preview.channels()).containsExactly("ops");
        assertThat(preview.way()).isEqualTo("notify of the rule");
        assertThat(preview.slack()).contains("WARNING", "*4*");
    }

    @Test
    void aRuleOfSingleEventsIsShownWithOne() {
        Previews.Preview preview =
                writer.of(RulesForTests.rule("condition: each\nwindow: 1m\nevery: 1m\n"), Optional.empty());

        assertThat(preview.slack()).contains("EVENT", "*1* event");
    }

    @Test
    void theLastAlertGoesTheWayOfTheRuleAsItIsToday() {
        // given: an alert from before labels and routes were edited
        String rest = "condition: {count: hits, threshold: {above: 1}}\nwindow: 5m\nevery: 1m\n";
        Rule before = RulesForTests.rule("labels: {team: shop}\n" + rest);
        Instant end = Instant.parse("2026-11-23T09:00:00Z");
        Transition fired = new Transition(
                before.name(),
                before.version(),
                new GroupKey(Map.of("region", "eu")),
                new Window(end.minusSeconds(300), end),
                TransitionKind.FIRED,
                AlertStatus.NORMAL,
                AlertStatus.ALERTING,
                "episode",
                end,
                Severity.CRITICAL,
                7.0,
                1.0,
                "7 hits",
                null);
        Optional<AlertNotice> last = Optional.of(NoticeWriter.notice(before, fired, List.of(), end));
        Routes routes = new Routes(
                Optional.of("shop"),
                List.of(new Route(
                        List.of(Matcher.equal("team", "ops"), Matcher.equal("region", "eu")),
                        "ops",
                        false,
                        List.of())));
        PreviewWriter routed = new PreviewWriter(
                () -> config(routes), new SlackRenderer(DiscoverLinks.none()), InstantSource.fixed(NOW));

        // when
        Previews.Preview preview = routed.of(RulesForTests.rule("labels: {team: ops}\n" + rest), last);

        // then
        assertThat(preview.isReal()).isTrue();
        assertThat(preview.channels()).containsExactly("ops");
        assertThat(preview.way()).contains("team");
        assertThat(routed.of(before, last).channels()).containsExactly("shop");
    }
}
