package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class RouterTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:05:16Z");
    private static final Set<String> CHANNELS = Set.of("all", "payments", "oncall", "audit");
    private static final Routes ROUTES = new Routes(
            Optional.of("all"),
            List.of(
                    new Route(matchers("audit=yes"), "audit", true, List.of()),
                    new Route(matchers("team=payments", "severity=critical"), "oncall", false, List.of()),
                    new Route(matchers("team=payments"), "payments", false, List.of()),
                    new Route(matchers("service.name=ledger"), "payments", false, List.of())));

    private final Router router = new Router(ROUTES, CHANNELS);

    private static List<Matcher> matchers(String... texts) {
        return Arrays.stream(texts).map(Matcher::parse).toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void choosesTheChannels(String what, AlertNotice notice, List<String> notify, List<String> expected) {
        List<NotificationIntent> intents = router.intentsFor(notice, notify, NOW, false);

        assertThat(intents).extracting(NotificationIntent::channel).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> targets() {
        Map<String, String> payments = Map.of("team", "payments");
        AlertNotice shop = Notices.fired().build();
        AlertNotice critical = Notices.fired().labels(payments).build();
        AlertNotice warning =
                Notices.fired().labels(payments).severity(Severity.WARNING).build();
        AlertNotice audited = Notices.fired().labels(Map.of("audit", "yes")).build();
        AlertNotice auditedPayments = Notices.fired()
                .labels(Map.of("audit", "yes", "team", "payments"))
                .severity(Severity.WARNING)
                .build();
        AlertNotice ledger = Notices.fired().group("service.name", "ledger").build();
        AlertNotice forged = Notices.fired().group("team", "payments").build();
        return Stream.of(
                Arguments.of("no route matches: default", shop, List.of(), List.of("all")),
                Arguments.of("first match wins", critical, List.of(), List.of("oncall")),
                Arguments.of("severity has to be equal", warning, List.of(), List.of("payments")),
                Arguments.of("continue alone is not the default as well", audited, List.of(), List.of("audit")),
                Arguments.of("continue goes on", auditedPayments, List.of(), List.of("audit", "payments")),
                Arguments.of("a group's value", ledger, List.of(), List.of("payments")),
                Arguments.of("a log cannot forge a label", forged, List.of(), List.of("all")),
                Arguments.of(
                        "the rule's own list overrides", critical, List.of("all", "audit"), List.of("all", "audit")),
                Arguments.of("an unknown name is passed over", critical, List.of("al", "all"), List.of("all")),
                Arguments.of("only unknown names: the routes", critical, List.of("al"), List.of("oncall")));
    }

    @ParameterizedTest
    @EnumSource(TransitionKind.class)
    void tellsOnlyWhatPages(TransitionKind kind) {
        Set<TransitionKind> paging = EnumSet.of(
                TransitionKind.FIRED,
                TransitionKind.ESCALATED,
                TransitionKind.RESOLVED,
                TransitionKind.UNWATCHED,
                TransitionKind.NO_DATA,
                TransitionKind.ERROR,
                TransitionKind.EVENT);

        List<NotificationIntent> intents = router.intentsFor(Notices.of(kind).build(), List.of(), NOW, false);

        assertThat(intents).hasSize(paging.contains(kind) ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "FIRED, CRITICAL, 0",
        "FIRED, WARNING, 10",
        "ESCALATED, CRITICAL, 0",
        "RESOLVED, WARNING, 0",
        "RESOLVED, CRITICAL, 0",
        "NO_DATA, , 10",
        "ERROR, , 10",
        "EVENT, WARNING, 10"
    })
    void waitsForTheGroupUnlessItIsCriticalOrOver(TransitionKind kind, Severity severity, long seconds) {
        AlertNotice notice = Notices.of(kind).severity(severity).build();

        NotificationIntent intent =
                router.intentsFor(notice, List.of(), NOW, false).getFirst();

        assertThat(Duration.between(NOW, intent.notBefore())).hasSeconds(seconds);
    }

    @Test
    void givesTheSameDecisionTheSameIdAndEachOtherOneAnother() {
        AlertNotice fired = Notices.fired()
                .labels(Map.of("audit", "yes", "team", "payments"))
                .build();
        AlertNotice resolved = Notices.of(TransitionKind.RESOLVED).build();
        AlertNotice later =
                Notices.fired().end(NOW.plusSeconds(60)).since(Notices.FIRST).build();
        AlertNotice other = Notices.fired().group("service.name", "x").build();

        Set<String> ids = Stream.of(fired, fired, resolved, later, other)
                .flatMap(notice -> router.intentsFor(notice, List.of(), NOW, false).stream())
                .map(NotificationIntent::id)
                .collect(Collectors.toSet());

        assertThat(ids).hasSize(5);
        assertThat(router.intentsFor(fired, List.of(), NOW.plusSeconds(5), true))
                .extracting(NotificationIntent::id)
                .isSubsetOf(ids);
    }

    @Test
    void tellsNobodyWhenThereIsNoChannel() {
        Router nowhere = new Router(Routes.none(), Set.of());

        assertThat(nowhere.intentsFor(Notices.fired().build(), List.of("all"), NOW, false))
                .isEmpty();
    }

    @Test
    void namesTheChannelsThatAreNotThere() {
        assertThat(router.unknownAmong(List.of("all", "slack", "audit"))).containsExactly("slack");
    }

    @Test
    void keepsTheIntentHeld() {
        assertThat(router.intentsFor(Notices.fired().build(), List.of(), NOW, true))
                .allMatch(NotificationIntent::held);
    }
}
