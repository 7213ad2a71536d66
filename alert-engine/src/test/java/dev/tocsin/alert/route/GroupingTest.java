package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GroupingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:05:20Z");

    @TempDir
    private Path folder;

    @Test
    void routesHaveWhatTheyDoNotSayFromTheRouteAbove() throws IOException {
        Routes routes = read("""
                default: {channel: slack, repeatInterval: 8h, groupBy: []}
                routes:
                  - match: {team: shop}
                    groupWait: 30s
                    escalate: [{after: 1h, channel: boss}, {after: 15m, channel: pager}]
                    routes:
                      - match: {env: test}
                        groupBy: [service.name, host.name]
                        groupInterval: 0s
                        repeatInterval: never
                        escalate: []
                """);

        assertThat(routes.grouping())
                .isEqualTo(new Grouping(
                        List.of(),
                        Grouping.STANDARD.groupWait(),
                        Duration.ofMinutes(5),
                        Duration.ofHours(8),
                        List.of()));
        Route shop = routes.routes().getFirst();
        assertThat(shop.grouping())
                .isEqualTo(new Grouping(
                        List.of(),
                        Optional.of(Duration.ofSeconds(30)),
                        Duration.ofMinutes(5),
                        Duration.ofHours(8),
                        List.of(
                                new Escalation(Duration.ofMinutes(15), "pager"),
                                new Escalation(Duration.ofHours(1), "boss"))));
        assertThat(shop.routes().getFirst().grouping())
                .isEqualTo(new Grouping(
                        List.of("service.name", "host.name"),
                        Optional.of(Duration.ofSeconds(30)),
                        Duration.ZERO,
                        Duration.ZERO,
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "groupWait: 2h                                ! groupWait      ! no time from 0s to 1h",
                "repeatInterval: 10s                          ! repeatInterval ! no time from 1m to 30d",
                "groupInterval: soon                          ! groupInterval  ! is no time from",
                "groupBy: rule                                ! groupBy        ! expected a list",
                "groupBy: [..., rule]                         ! groupBy        ! beside other labels",
                "escalate: [{after: 5m}]                      ! channel        ! missing",
                "escalate: [{channel: boss}]                  ! after          ! missing",
                "escalate: [{after: 5m, channel: nobody}]     ! channel        ! there is no channel",
                "escalate: [{after: 5m, channel: boss, to: x}]! to             ! unknown key"
            })
    void saysWhatIsWrongAndKeepsTheRest(String line, String key, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve("routes.yml"), "default:\n  channel: slack\n  " + line + "\n");

        RoutesFile.Reading reading = RoutesFile.read(file, List.of("slack", "boss", "pager"));

        assertThat(reading.problems()).isNotEmpty().anySatisfy(problem -> {
            assertThat(problem.inWords()).contains(key, reason);
        });
        assertThat(reading.routes().defaultChannel()).contains("slack");
    }

    @ParameterizedTest
    @CsvSource({
        "'[rule]',              checkout-errors",
        "'[]',                  {}",
        "'[team, service.name]', '{service.name=\"a\\\"b\",team=\"shop\"}'",
        "'[nothing]',           '{nothing=\"\"}'"
    })
    void alertsOfOneGroupHaveOneKey(String by, String key) throws IOException {
        Routes routes = read("default: {channel: slack, groupBy: " + by + "}");

        assertThat(intent(routes, Notices.fired().group("service.name", "a\"b")).groupKey())
                .isEqualTo(key);
    }

    @Test
    void eachAlertForItselfHasAKeyOfItsOwn() throws IOException {
        Routes routes = read("default: {channel: slack, groupBy: ['...']}");

        assertThat(intent(routes, Notices.fired().group("host", "a")).groupKey())
                .isNotEqualTo(intent(routes, Notices.fired().group("host", "b")).groupKey());
    }

    @ParameterizedTest
    @CsvSource({"FIRED, CRITICAL, 0", "FIRED, WARNING, 10", "RESOLVED, WARNING, 0", "NO_DATA, , 10"})
    void theFirstMessageOfAGroupWaitsForOthersUnlessItIsCritical(TransitionKind kind, Severity severity, int seconds) {
        Routes routes = Routes.to("slack");

        assertThat(intent(routes, Notices.of(kind).severity(severity)).notBefore())
                .isEqualTo(NOW.plusSeconds(seconds));
    }

    @Test
    void aChannelWhoseMessagesLiveIsNotHeldBackAndHearsOfEveryStep() {
        Router router = new Router(Routes.to("bot"), Set.of("bot", "plain"), Set.of("bot"));

        assertThat(router.intentsFor(Notices.fired().build(), List.of("bot", "plain"), NOW, false))
                .extracting(
                        NotificationIntent::channel, intent -> intent.timing().groupInterval())
                .containsExactly(tuple("bot", Duration.ZERO), tuple("plain", Duration.ofMinutes(5)));
        assertThat(router.intentsFor(
                        Notices.of(TransitionKind.RECOVERING).build(), List.of("bot", "plain"), NOW, false))
                .extracting(NotificationIntent::channel)
                .containsExactly("bot");
        assertThat(router.intentsFor(Notices.of(TransitionKind.PENDING).build(), List.of(), NOW, false))
                .isEmpty();
    }

    @Test
    void whoHearsNextIsDecidedByTheRouteThatLedToTheFirst() throws IOException {
        Routes routes = read("""
                default: {channel: slack}
                routes:
                  - match: {team: shop}
                    escalate: [{after: 15m, channel: pager}, {after: 1h, channel: boss}]
                """);
        Router router = new Router(routes, Set.of("slack", "pager", "boss"));
        AlertNotice shop = Notices.fired().build();
        AlertNotice other = Notices.fired().labels(Map.of("team", "other")).build();

        assertThat(router.escalates()).isTrue();
        assertThat(channels(router, shop, 14)).isEmpty();
        assertThat(channels(router, shop, 15)).containsExactly("pager");
        assertThat(channels(router, shop, 60)).containsExactly("pager", "boss");
        assertThat(channels(router, other, 60)).isEmpty();
    }

    @Test
    void aRuleWithChannelsOfItsOwnEscalatesAsTheDefaultDoes() throws IOException {
        Routes routes = read("""
                default: {channel: slack, escalate: [{after: 30m, channel: boss}]}
                routes:
                  - match: {team: shop}
                    escalate: [{after: 15m, channel: pager}]
                  - match: {team: other}
                """);
        Router router = new Router(routes, Set.of("slack", "pager", "boss"));
        AlertNotice shop = Notices.fired().build();

        assertThat(channels(router, shop, List.of(), 60)).containsExactly("pager");
        assertThat(channels(router, shop, List.of("slack"), 29)).isEmpty();
        assertThat(channels(router, shop, List.of("slack"), 30)).containsExactly("boss");
        assertThat(channels(router, shop, List.of("mispelt"), 60)).containsExactly("pager");
        assertThat(router.escalationsPassedOver(shop.labels(), List.of("slack")))
                .containsExactly("slack");
        assertThat(router.escalationsPassedOver(shop.labels(), List.of())).isEmpty();
        assertThat(router.escalationsPassedOver(Map.of("team", "other"), List.of("slack")))
                .isEmpty();
    }

    @Test
    void whenPeopleAreToldAgainIsSaidByTheRouteThatLeadsThere() throws IOException {
        Routes routes = read("""
                default: {channel: slack, repeatInterval: 8h}
                routes:
                  - match: {team: shop}
                    channel: pager
                    repeatInterval: never
                """);
        Router router = new Router(routes, Set.of("slack", "pager"));
        Map<String, String> shop = Map.of("team", "shop");

        assertThat(router.repeatInterval(shop, List.of(), "pager")).isZero();
        assertThat(router.repeatInterval(shop, List.of("pager"), "pager")).hasHours(8);
        assertThat(router.repeatInterval(Map.of(), List.of(), "slack")).hasHours(8);
    }

    private static List<String> channels(Router router, AlertNotice notice, int minutes) {
        return channels(router, notice, List.of(), minutes);
    }

    private static List<String> channels(Router router, AlertNotice notice, List<String> notify, int minutes) {
        return router.escalations(notice, notify, "slack", Duration.ofMinutes(minutes), NOW).stream()
                .map(NotificationIntent::channel)
                .toList();
    }

    private NotificationIntent intent(Routes routes, Notices notice) {
        return new Router(routes, Set.of("slack"))
                .intentsFor(notice.build(), List.of(), NOW, false)
                .getFirst();
    }

    private Routes read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("routes.yml"), text);
        RoutesFile.Reading reading = RoutesFile.read(file, List.of("slack", "boss", "pager"));
        assertThat(reading.problems()).isEmpty();
        return reading.routes();
    }
}
