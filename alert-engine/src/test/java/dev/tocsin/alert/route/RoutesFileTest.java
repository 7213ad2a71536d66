package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoutesFileTest {
    private static final List<String> CHANNELS = List.of("slack-shop", "slack-payments");

    @TempDir
    Path folder;

    @Test
    void readsDefaultAndRoutes() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shop}
                routes:
                  - match: {team: payments}
                    channel: slack-payments
                    continue: true
                """, CHANNELS);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.routes())
                .isEqualTo(new Routes(
                        Optional.of("slack-shop"),
                        List.of(new Route(
                                List.of(Matcher.equal("team", "payments")), "slack-payments", true, List.of()))));
    }

    @Test
    void readsTimesThatMuteRoutesAndWhatHidesWhat() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shop}
                timeIntervals:
                  weekends:
                    - weekdays: ['saturday', 'sunday']
                      location: Europe/Berlin
                  nights:
                    - times: [{start_time: '22:00', end_time: '24:00'}]
                    - times: [{start_time: '00:00', end_time: '06:00'}]
                routes:
                  - match: {team: payments}
                    channel: slack-payments
                    muteTimes: [weekends, nights]
                    routes:
                      - match: {severity: critical}
                  - match: {team: shop}
                    muteTimes: weekends
                inhibit:
                  - name: critical-hides-warning
                    source: ['severity=critical']
                    target: ['severity=warning']
                    equal: [rule, service.name]
                  - source: ['rule=cluster-down']
                    target: ['rule!=cluster-down']
                """, CHANNELS);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.doubts()).isEmpty();
        assertThat(reading.routes().timeIntervals())
                .extracting(TimeInterval::name)
                .containsExactly("weekends", "nights");
        List<Route> routes = reading.routes().routes();
        assertThat(routes.getFirst().muteTimes()).isEqualTo(reading.routes().timeIntervals());
        assertThat(routes.getFirst().routes().getFirst().muteTimes())
                .as("what is below a route has its own")
                .isEmpty();
        assertThat(routes.get(1).muteTimes()).extracting(TimeInterval::name).containsExactly("weekends");
        assertThat(reading.routes().inhibitions())
                .extracting(Inhibition::name, Inhibition::inWords)
                .containsExactly(
                        tuple(
                                "critical-hides-warning",
                                "severity=critical hides severity=warning of the same rule, service.name"),
                        tuple("inhibit[1]", "rule=cluster-down hides rule!=cluster-down"));
    }

    @Test
    void tellsWhatIsWrongWithTimesAndInhibitionsAndThenRatherTells() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shop, muteTimes: [weekends]}
                timeIntervals:
                  weekends: [{weekdays: ['saturnday']}]
                  empty: []
                  'a b': [{weekdays: ['monday']}]
                  always: [{location: Europe/Berlin}]
                routes:
                  - match: {team: payments}
                    channel: slack-payments
                    muteTimes: [weekends]
                  - match: {team: shop}
                    muteTimes: [weekend]
                inhibit:
                  - target: ['severity=warning']
                  - source: ['severity==critical']
                    target: []
                  - source: ['a=b']
                    target: ['c=d']
                    equals: [rule]
                """, CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .containsExactly(
                        "routes.yml:1 default.muteTimes: the default is never muted (end routes with matchers: [], which"
                                + " takes what is left, and mute that one)",
                        "routes.yml:3 timeIntervals.weekends[0].weekdays[0]: 'saturnday' is not a day from sunday to"
                                + " saturday, or two of them with a colon between",
                        "routes.yml:4 timeIntervals.empty: no time in it (such as [{weekdays: ['saturday', 'sunday']}])",
                        "routes.yml:5 timeIntervals.a b: not a name for times (letters, digits, dots, dashes and"
                                + " underscores)",
                        "routes.yml:6 timeIntervals.always[0]: no time is named, so that it would be always (such as"
                                + " weekdays: ['saturday', 'sunday'])",
                        "routes.yml:12 routes[1].muteTimes: there is no time interval 'weekend' (did you mean"
                                + " 'weekends'?)",
                        "routes.yml:14 inhibit[0].source: missing or empty (say which alerts hide others, such"
                                + " as source: ['severity=critical'])",
                        "routes.yml:15 inhibit[1].source[0]: character 9 of 'severity==critical': expected =, !=, =~ or"
                                + " !~, not '==' (equal is =)",
                        "routes.yml:16 inhibit[1].target: missing or empty (say which alerts are hidden, such"
                                + " as target: ['severity=critical'])",
                        "routes.yml:19 inhibit[2].equals: unknown key (did you mean 'equal'?)");
        assertThat(reading.routes().routes())
                .as("the routes hold, without what mutes them")
                .hasSize(2)
                .allSatisfy(route -> assertThat(route.muteTimes()).isEmpty());
        assertThat(reading.routes().timeIntervals()).isEmpty();
        assertThat(reading.routes().inhibitions()).isEmpty();
    }

    @Test
    void doubtsTimesThatNobodyUsesAndInhibitionsThatHideNothing() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shop}
                timeIntervals:
                  weekends: [{weekdays: ['saturday']}]
                inhibit:
                  - source: ['a=b', 'a=c']
                    target: ['severity=warning']
                  - source: ['a=b']
                    target: ['a=b']
                  - source: ['severity=critical']
                    target: ['severity=warning']
                    equal: [alertname]
                """, CHANNELS);

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.doubts())
                .extracting(ConfigProblem::inWords)
                .containsExactly(
                        "routes.yml:3 timeIntervals.weekends: no route uses it, so it mutes nothing (give the name to a"
                                + " route: muteTimes: [weekends])",
                        "routes.yml:5 inhibit[0].source: no alert can be a source: a=b and a=c never hold together",
                        "routes.yml:8 inhibit[1].target: the same as source: of alerts that match both sides none hides"
                                + " another",
                        "routes.yml:11 inhibit[2].equal: alertname is a label only where a rule sets it, and what two"
                                + " alerts do not have they have alike (the name of the rule is the label rule)");
        assertThat(reading.routes().inhibitions()).hasSize(3);
    }

    @Test
    void aFileThatIsTooDeepIsAProblem() throws IOException {
        RoutesFile.Reading reading = read("default: " + "[".repeat(100_000), CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .singleElement()
                .asString()
                .contains("routes.yml:1", "more than 50 levels deep");
    }

    @Test
    void tellsAllProblemsAtOnceWithTheirPlaces() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shp}
                routes:
                  - match: {}
                    channel: slack-payments
                  - match: {team: payments}
                    chanel: slack-payments
                  - match: {team: a}
                    channel: slack-payments
                    continue: maybe
                  - nothing
                route: []
                """, CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .containsExactly(
                        "routes.yml:1 default.channel: there is no channel 'slack-shp' (did you mean"
                                + " 'slack-shop'?)",
                        "routes.yml:3 routes[0].match: missing or empty (name at least one label, such as match: {team:"
                                + " payments}; matchers: [] takes every alert)",
                        "routes.yml:6 routes[1].chanel: unknown key (did you mean 'channel'?)",
                        "routes.yml:9 routes[2].continue: expected true or false",
                        "routes.yml:10 routes[3]: expected name: value below it",
                        "routes.yml:11 route: unknown key (did you mean 'routes'?)");
        assertThat(reading.routes().defaultChannel()).as("better than nobody").hasValue("slack-shop");
    }

    @Test
    void needsNoFileForOneChannel() {
        RoutesFile.Reading reading = RoutesFile.read(folder.resolve("routes.yml"), List.of("slack"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.routes()).isEqualTo(Routes.to("slack"));
    }

    @Test
    void asksForADefaultAmongSeveral() {
        RoutesFile.Reading reading = RoutesFile.read(folder.resolve("routes.yml"), CHANNELS);

        assertThat(reading.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.hint()).contains("default: {channel: slack-shop}"));
    }

    @Test
    void tellsWhereYamlBreaks() throws IOException {
        RoutesFile.Reading reading = read("default: {channel: slack-shop\nroutes: [", CHANNELS);

        assertThat(reading.problems()).first().satisfies(problem -> {
            assertThat(problem.reason()).startsWith("not YAML");
            assertThat(problem.line()).isPositive();
        });
    }

    private RoutesFile.Reading read(String text, List<String> channels) throws IOException {
        return RoutesFile.read(Files.writeString(folder.resolve("routes.yml"), text), channels);
    }

    @Test
    void aSlipOfThePenIsToldWithWhatWasMeant() throws IOException {
        RoutesFile.Reading reading = read("defalt: {channel: slack-shop}\nroutes: []\nwhatever: 1\n", CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .contains(
                        "routes.yml:1 defalt: unknown key (did you mean 'default'?)",
                        "routes.yml:3 whatever: unknown key (known here: default, routes, timeIntervals, inhibit)");
    }

    @Test
    void tellsWhatIsWrongInATree() throws IOException {
        RoutesFile.Reading reading = read("""
                default: {channel: slack-shop}
                routes:
                  - matchers: [team ~ payments, 'env=~"("', {team: a}, ok=1]
                  - matchers: team=payments
                  - match: {team: [a]}
                  - match: {team: a}
                    routes:
                      - match: {x: y}
                        channel: slack-paymens
                        routes:
                          - match: {z: z}
                      - matcher: ['a=b']
                        match: {team: b}
                      - matchers: ['severity=critical']
                        channel: slack-payments
                  - match: {team: b}
                    routes: {match: {c: d}}
                """, CHANNELS);

        assertThat(reading.problems())
                .extracting(ConfigProblem::inWords)
                .containsExactly(
                        "routes.yml:3 routes[0].matchers[0]: character 6 of 'team ~ payments': expected =, !=, =~ or !~"
                                + " (an expression that has to match is =~)",
                        "routes.yml:3 routes[0].matchers[1]: character 6 of 'env=~\"(\"': the expression is none that RE2"
                                + " knows: missing closing ) '(' (RE2 has no look-around and no back-references)",
                        "routes.yml:3 routes[0].matchers[2]: expected a text (in single quotes it is one)",
                        "routes.yml:4 routes[1].matchers: expected a list (each item begins with a dash)",
                        "routes.yml:5 routes[2].match.team: expected a text",
                        "routes.yml:9 routes[3].routes[0].channel: there is no channel 'slack-paymens' (did you mean"
                                + " 'slack-payments'?)",
                        "routes.yml:12 routes[3].routes[1].matcher: unknown key (did you mean 'matchers'?)",
                        "routes.yml:17 routes[4].routes: expected a list (each item begins with a dash)");
        assertThat(reading.routes().routes())
                .as("what is not certain is left out, with all below it")
                .extracting(Route::inWords)
                .containsExactly("team=a", "team=b");
        assertThat(reading.routes().routes().getFirst().routes())
                .extracting(Route::inWords)
                .containsExactly("severity=critical");
    }

    @Test
    void doubtsWhatNoAlertCanComeTo() throws IOException {
        RoutesFile.Reading reading = read("""
                routes:
                  - match: {audit: 'yes'}
                    continue: true
                  - match: {audit: 'yes', team: ops}
                  - match: {team: payments}
                    routes:
                      - match: {team: shop}
                        routes: [{match: {a: b}}]
                      - matchers: ['severity=~"warn.*|critical"']
                      - match: {severity: critical}
                      - matchers: ['severity=~"critical"']
                      - match: {audit: 'yes', team: ops}
                  - matchers: ['team=payments', 'region!=eu']
                  - matchers: ['team=~"pay.*"']
                  - matchers: []
                  - match: {team: last}
                """, List.of("slack"));

        assertThat(reading.problems()).isEmpty();
        assertThat(reading.doubts())
                .extracting(ConfigProblem::inWords)
                .containsExactly(
                        "routes.yml:7 routes[2].routes[0]: no alert can come here: team=payments and team=shop never hold"
                                + " together",
                        "routes.yml:10 routes[2].routes[2]: no alert can come here: routes[2].routes[1] before it takes all"
                                + " of them (put it above routes[2].routes[1], or give that one continue: true)",
                        "routes.yml:12 routes[2].routes[4]: no alert can come here: team=payments and team=ops never hold"
                                + " together",
                        "routes.yml:13 routes[3]: no alert can come here: routes[2] before it takes all of them (put it"
                                + " above routes[2], or give that one continue: true)",
                        "routes.yml:16 routes[6]: no alert can come here: routes[5] before it takes all of them (put it"
                                + " above routes[5], or give that one continue: true)");
    }

    @Test
    void aTreeThatHasNoEndIsAProblem() throws IOException {
        RoutesFile.Reading endless = read("routes: &r\n  - match: {a: b}\n    routes: *r\n", List.of("slack"));

        assertThat(endless.problems())
                .extracting(ConfigProblem::inWords)
                .singleElement()
                .asString()
                .contains("more than 16 routes below each other");

        StringBuilder bushy = new StringBuilder("routes:\n  - &a0 {match: {a: b}}\n");
        for (int i = 1; i < 12; i++) {
            String below = "*a" + (i - 1);
            bushy.append("  - &a%d {match: {a: b}, routes: [%s, %s, %s]}%n".formatted(i, below, below, below));
        }
        assertThat(read(bushy.toString(), List.of("slack")).problems())
                .extracting(ConfigProblem::reason)
                .containsExactly("more than 5000 routes");
    }
}
