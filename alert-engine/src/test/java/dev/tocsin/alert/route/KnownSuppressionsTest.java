package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.MuteTime.Span;
import dev.tocsin.alert.route.Suppression.Cause;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownSuppressionsTest {
    /** A Monday. */
    private static final Instant NOW = Instant.parse("2026-11-23T10:05:00Z");

    private static final TimeInterval MONDAYS = interval("mondays", 1);
    private static final TimeInterval TUESDAYS = interval("tuesdays", 2);
    private static final AlertNotice CRITICAL =
            Notices.fired().group("host.name", "web-1").build();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            team=shop                        | true
            team=payments                    | false
            severity=critical                | true
            severity=warning                 | false
            rule=~"checkout-.*"              | true
            host.name=web-1                  | true
            host.name=web-2                  | false
            team=shop, severity=critical     | true
            team=shop, severity=warning      | false
            alertgroup=""                    | true
            team!=payments, severity!=""     | true
            """)
    void aSilenceHoldsForAlertsWithItsLabels(String matchers, boolean isSilenced) {
        Silence silence = silence("a1", NOW, NOW.plusSeconds(60), matchers.split(", "));

        Optional<Suppression> found =
                with(List.of(silence), Routes.none(), List.of()).on(CRITICAL, "slack");

        assertThat(found.isPresent()).isEqualTo(isSilenced);
    }

    @ParameterizedTest
    @CsvSource({"-60, -1, false", "-60, 0, false", "-60, 1, true", "0, 60, true", "1, 60, false"})
    void aSilenceHoldsFromItsBeginningToItsEnd(int starts, int ends, boolean isSilenced) {
        Silence silence = silence("a1", NOW.plusSeconds(starts), NOW.plusSeconds(ends), "team=shop");

        assertThat(with(List.of(silence), Routes.none(), List.of())
                        .on(CRITICAL, "slack")
                        .isPresent())
                .isEqualTo(isSilenced);
    }

    @Test
    void ofSeveralSilencesTheLongestIsTold() {
        Silence shorter = silence("a1", NOW, NOW.plusSeconds(60), "team=shop");
        Silence longer = silence("a2", NOW, NOW.plusSeconds(3600), "severity=critical");

        assertThat(with(List.of(shorter, longer, shorter), Routes.none(), List.of())
                        .on(CRITICAL, "slack"))
                .hasValue(new Suppression(
                        Cause.SILENCE,
                        "a2",
                        "silenced by kim until 2026-11-23 11:05:00 UTC: deploy",
                        NOW.plusSeconds(3600)));
    }

    @ParameterizedTest
    @CsvSource({"team=shop, true", "team!=payments, false", "team=~.*, false", "team=~.+, true", "team=\"\", false"})
    void aSilenceHasToNameSomething(String matcher, boolean isNarrow) {
        assertThat(Silence.isNarrow(List.of(Matcher.parse(matcher)))).isEqualTo(isNarrow);
        assertThat(Silence.isNarrow(List.of(Matcher.parse(matcher), Matcher.parse("severity=critical"))))
                .isTrue();
        assertThat(Silence.isNarrow(List.of())).isFalse();
    }

    @Test
    void aChannelIsMutedIfEveryRouteToItIs() {
        Routes routes = routes(
                route("team=shop", "slack", true, MONDAYS),
                route("severity=critical", "mail", true, MONDAYS),
                route("rule=~.*", "mail", true, TUESDAYS),
                route("team=payments", "pager", true, MONDAYS));

        KnownSuppressions known = with(List.of(), routes, List.of());

        assertThat(known.on(CRITICAL, "slack"))
                .hasValue(new Suppression(
                        Cause.MUTE_TIME,
                        "mondays",
                        "muted by mondays until 2026-11-24 00:00:00 UTC",
                        Instant.parse("2026-11-24T00:00:00Z")));
        assertThat(known.on(CRITICAL, "mail"))
                .as("one of its routes is not muted")
                .isEmpty();
        assertThat(known.on(CRITICAL, "pager")).as("no route leads there").isEmpty();
        assertThat(known.on(CRITICAL, "default")).isEmpty();
    }

    @Test
    void aRouteIsMutedUntilNoneOfItsTimesIs() {
        TimeInterval morning = new TimeInterval(
                "morning",
                List.of(new MuteTime(
                        List.of(new Span(0, 719)), List.of(), List.of(), List.of(), List.of(), ZoneOffset.UTC)));

        KnownSuppressions known =
                with(List.of(), routes(route("team=shop", "slack", false, morning, MONDAYS, TUESDAYS)), List.of());

        assertThat(known.on(CRITICAL, "slack").map(Suppression::reason))
                .as("Monday morning, and Wednesday's morning follows Tuesday")
                .hasValue("muted by morning, mondays until 2026-11-25 12:00:00 UTC");
    }

    @Test
    void aChannelIsMutedUntilTheFirstOfItsRoutesIsNot() {
        TimeInterval always = new TimeInterval(
                "always",
                List.of(new MuteTime(
                        List.of(new Span(0, 24 * 60 - 1)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        ZoneOffset.UTC)));
        Routes routes =
                routes(route("team=shop", "slack", true, always), route("severity=critical", "slack", false, MONDAYS));

        assertThat(with(List.of(), routes, List.of()).on(CRITICAL, "slack").map(Suppression::by))
                .hasValue("mondays");
        assertThat(with(List.of(), routes(route("team=shop", "slack", true, always)), List.of())
                        .on(CRITICAL, "slack"))
                .hasValue(new Suppression(Cause.MUTE_TIME, "always", "muted by always", null));
    }

    @Test
    void aRouteBelowAMutedOneIsNotMuted() {
        Route below = route("severity=critical", "slack", false);
        Route above = new Route(
                List.of(Matcher.parse("team=shop")),
                "slack",
                false,
                Grouping.STANDARD,
                List.of(MONDAYS),
                List.of(below));

        KnownSuppressions known = with(List.of(), routes(above), List.of());

        assertThat(known.on(CRITICAL, "slack")).isEmpty();
        assertThat(known.on(Notices.fired().severity(Severity.WARNING).build(), "slack"))
                .isPresent();
    }

    @Test
    void whatARuleSaysItselfIsNotMuted() {
        Routes routes = routes(route("team=shop", "slack", false, MONDAYS));

        KnownSuppressions known =
                new KnownSuppressions(NOW, List.of(), routes, List.of(), rule -> List.of("other", "slack"));

        assertThat(known.on(CRITICAL, "slack")).isEmpty();
    }

    @Test
    void whatFiresHidesItsTargetsWhereTheLabelsAreEqual() {
        Routes routes = inhibiting("rule=host-down", "severity!=\"\"", "host.name", "datacentre");
        FiringAlert source = firing("host-down", Severity.CRITICAL, "host.name", "web-1");

        KnownSuppressions known = with(List.of(), routes, List.of(source));

        assertThat(known.on(CRITICAL, "slack"))
                .as("a label that neither has is equal")
                .hasValue(new Suppression(
                        Cause.INHIBITION,
                        "host-down",
                        "inhibited by host-down (host.name=web-1) as long as that fires",
                        null));
        assertThat(known.on(Notices.fired().group("host.name", "web-2").build(), "slack"))
                .isEmpty();
        assertThat(known.on(
                        Notices.fired()
                                .group("host.name", "web-1", "datacentre", "x")
                                .build(),
                        "slack"))
                .isEmpty();
        assertThat(known.on(
                        Notices.fired()
                                .group("host.name", "web-1")
                                .severity(null)
                                .build(),
                        "slack"))
                .as("no target")
                .isEmpty();
        assertThat(with(List.of(), routes, List.of()).on(CRITICAL, "slack"))
                .as("it does not fire")
                .isEmpty();
    }

    @Test
    void whatIsNotEvaluatedHidesNothingButWhatIsNotEither() {
        Routes routes = inhibiting("rule=host-down", "rule!=host-down", "host.name");
        FiringAlert source = unattended(firing("host-down", Severity.CRITICAL, "host.name", "web-1"));
        FiringAlert target = firing("checkout-errors", Severity.CRITICAL, "host.name", "web-1");

        KnownSuppressions known = with(List.of(), routes, List.of(source, target));
        assertThat(known.on(CRITICAL, "slack")).isEmpty();
        assertThat(known.nearlyHiding(FiringAlert.of(CRITICAL))).hasValue(source);

        KnownSuppressions outage = with(List.of(), routes, List.of(source, unattended(target)));
        assertThat(outage.on(CRITICAL, "slack")).isPresent();
        assertThat(outage.nearlyHiding(FiringAlert.of(CRITICAL))).isEmpty();

        FiringAlert other = firing("host-down", Severity.WARNING, "host.name", "web-1");
        KnownSuppressions both = with(List.of(), routes, List.of(source, other, target));
        assertThat(both.on(CRITICAL, "slack")).isPresent();
        assertThat(both.nearlyHiding(FiringAlert.of(CRITICAL))).isEmpty();
    }

    private static FiringAlert unattended(FiringAlert alert) {
        return new FiringAlert(
                alert.rule(), alert.group(), alert.ruleLabels(), alert.severity(), "its rule is paused by kim");
    }

    @Test
    void alertsOfBothSidesHideNeitherEachOtherNorThemselves() {
        Routes routes = inhibiting("team=shop", "team=shop");
        FiringAlert itself = firing("checkout-errors", Severity.CRITICAL, "host.name", "web-1");
        FiringAlert other = firing("other", Severity.CRITICAL);

        assertThat(with(List.of(), routes, List.of(itself, other)).on(CRITICAL, "slack"))
                .isEmpty();
    }

    @Test
    void aSourceThatIsATargetTooHidesWhatIsNoSource() {
        Routes routes = inhibiting("severity=critical", "team=shop");
        FiringAlert both = firing("other", Severity.CRITICAL);
        AlertNotice warning = Notices.fired().severity(Severity.WARNING).build();

        KnownSuppressions known = with(List.of(), routes, List.of(both));

        assertThat(known.on(warning, "slack")).isPresent();
        assertThat(known.on(CRITICAL, "slack")).isEmpty();
    }

    @Test
    void aWarningThatBecameCriticalDoesNotHideItself() {
        Routes routes = inhibiting("severity=critical", "severity=warning", "rule");
        AlertNotice warning = Notices.fired()
                .severity(Severity.WARNING)
                .group("host.name", "web-1")
                .build();

        assertThat(with(List.of(), routes, List.of(firing("checkout-errors", Severity.CRITICAL, "host.name", "web-1")))
                        .on(warning, "slack"))
                .isEmpty();
        assertThat(with(List.of(), routes, List.of(firing("checkout-errors", Severity.CRITICAL, "host.name", "web-2")))
                        .on(warning, "slack"))
                .as("another one of the rule does")
                .isPresent();
    }

    @Test
    void theFirstCauseIsToldAsAlertmanagerAsks() {
        Routes muted = routes(route("team=shop", "slack", false, MONDAYS));
        Routes all = new Routes(
                muted.defaultChannel(),
                Grouping.STANDARD,
                muted.routes(),
                muted.timeIntervals(),
                inhibiting("rule=host-down", "team=shop").inhibitions());
        List<Silence> silences = List.of(silence("a1", NOW, NOW.plusSeconds(60), "team=shop"));
        List<FiringAlert> firing = List.of(firing("host-down", null));

        assertThat(with(silences, all, firing).allOn(FiringAlert.of(CRITICAL), "slack"))
                .extracting(Suppression::cause)
                .containsExactly(Cause.INHIBITION, Cause.MUTE_TIME, Cause.SILENCE);
        assertThat(with(silences, all, firing).on(CRITICAL, "slack").map(Suppression::cause))
                .hasValue(Cause.INHIBITION);
        assertThat(with(silences, muted, firing).on(CRITICAL, "slack").map(Suppression::cause))
                .hasValue(Cause.MUTE_TIME);
        assertThat(with(silences, muted, firing).on(CRITICAL, "other").map(Suppression::cause))
                .hasValue(Cause.SILENCE);
        assertThat(with(List.of(), Routes.none(), firing).on(CRITICAL, "slack")).isEmpty();
    }

    private static KnownSuppressions with(List<Silence> silences, Routes routes, List<FiringAlert> firing) {
        return new KnownSuppressions(NOW, silences, routes, firing, rule -> List.of());
    }

    private static Silence silence(String id, Instant starts, Instant ends, String... matchers) {
        return new Silence(
                id,
                Arrays.stream(matchers).map(Matcher::parse).toList(),
                starts,
                ends,
                "kim",
                "deploy",
                starts.minus(Duration.ofMinutes(1)),
                null);
    }

    private static TimeInterval interval(String name, int weekday) {
        return new TimeInterval(
                name,
                List.of(new MuteTime(
                        List.of(),
                        List.of(new Span(weekday, weekday)),
                        List.of(),
                        List.of(),
                        List.of(),
                        ZoneOffset.UTC)));
    }

    private static Route route(String matcher, String channel, boolean goesOn, TimeInterval... mutes) {
        return new Route(
                List.of(Matcher.parse(matcher)), channel, goesOn, Grouping.STANDARD, List.of(mutes), List.of());
    }

    private static Routes routes(Route... routes) {
        return new Routes(
                Optional.of("default"), Grouping.STANDARD, List.of(routes), List.of(MONDAYS, TUESDAYS), List.of());
    }

    private static Routes inhibiting(String source, String target, String... equal) {
        Inhibition inhibition = new Inhibition(
                "inhibit[0]", List.of(Matcher.parse(source)), List.of(Matcher.parse(target)), List.of(equal));
        return new Routes(Optional.of("default"), Grouping.STANDARD, List.of(), List.of(), List.of(inhibition));
    }

    private static FiringAlert firing(String rule, @Nullable Severity severity, String... fieldAndValue) {
        Map<String, String> group = fieldAndValue.length == 0 ? Map.of() : Map.of(fieldAndValue[0], fieldAndValue[1]);
        return new FiringAlert(rule, new GroupKey(group), Map.of("team", "shop"), severity);
    }
}
