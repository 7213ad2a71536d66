package dev.tocsin.alert.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.RouteDecision.Look;
import dev.tocsin.alert.route.RouteDecision.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who hears of what, by a tree. */
class RoutesTest {
    private static final List<String> CHANNELS =
            List.of("all", "payments", "oncall", "db", "shop", "night", "audit", "stage");

    private static final String FILE = """
            default: {channel: all}
            routes:
              - matchers: ['audit!=""']
                channel: audit
                continue: true
              - match: {team: payments}
                channel: payments
                routes:
                  - match: {severity: critical}
                    channel: oncall
                    routes:
                      - matchers: ['service.name=~"ledger|accounts"']
                        channel: db
                  - matchers: ['severity=warning', 'shift=night']
                    channel: night
                    continue: true
                  - matchers: [env!~"prod.*", env!=""]
                    channel: stage
                  - match: {region: eu}
              - match: {team: shop}
                routes:
                  - matchers: []
                    channel: shop
              - matchers: ['team=~"pay.*"']
                channel: shop
            """;

    @TempDir
    Path folder;

    private Routes read(String yaml) throws Exception {
        RoutesFile.Reading reading = RoutesFile.read(Files.writeString(folder.resolve("routes.yml"), yaml), CHANNELS);
        assertThat(reading.problems()).isEmpty();
        return reading.routes();
    }

    private static Map<String, String> labels(String text) {
        return text.isEmpty()
                ? Map.of()
                : Arrays.stream(text.split(" "))
                        .map(label -> label.split("=", 2))
                        .collect(Collectors.toMap(label -> label[0], label -> label[1]));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            ``                                                              ; all              ; default route
            team=nobody                                                     ; all              ; default route
            severity=critical                                               ; all              ; default route
            team=payments                                                   ; payments         ; route match team=payments
            team=payments severity=warning                                  ; payments         ; route match team=payments
            team=payments severity=critical                                 ; oncall           ; route match team=payments > severity=critical
            team=payments severity=critical service.name=ledger             ; db               ; route match team=payments > severity=critical > service.name=~"ledger|accounts"
            team=payments severity=critical service.name=ledger2            ; oncall           ; route match team=payments > severity=critical
            team=payments severity=warning shift=night                      ; night            ; route match team=payments > severity=warning, shift=night
            team=payments severity=warning shift=night env=test             ; night, stage     ; route match team=payments > severity=warning, shift=night and route match team=payments > env!="", env!~"prod.*"
            team=payments severity=warning shift=night env=prod-1           ; night            ; route match team=payments > severity=warning, shift=night
            team=payments severity=warning shift=night region=eu            ; night, payments  ; route match team=payments > severity=warning, shift=night and route match team=payments > region=eu
            team=payments severity=critical env=test                        ; oncall           ; route match team=payments > severity=critical
            team=payments env=test                                          ; stage            ; route match team=payments > env!="", env!~"prod.*"
            team=payments region=eu                                         ; payments         ; route match team=payments > region=eu
            team=shop                                                       ; shop             ; route match team=shop > every alert
            team=shop audit=yes                                             ; audit, shop      ; route match audit!="" and route match team=shop > every alert
            audit=yes                                                       ; audit            ; route match audit!=""
            team=paypal                                                     ; shop             ; route match team=~"pay.*"
            team=xpayments                                                  ; all              ; default route
            """)
    void theFirstThatMatchesTakesIt(String labels, String channels, String way) throws Exception {
        RouteDecision decision = read(FILE).decide(labels(labels));

        assertThat(String.join(", ", decision.channels())).isEqualTo(channels);
        assertThat(decision.inWords()).isEqualTo(way);
    }

    @Test
    void aRouteWithoutAChannelHasThatOfTheRouteAbove() throws Exception {
        Routes routes = read("""
                default: {channel: all}
                routes:
                  - match: {a: b}
                    routes:
                      - match: {c: d}
                        channel: shop
                        routes: [{match: {e: f}}]
                """);

        Route first = routes.routes().getFirst();
        assertThat(first.channel()).isEqualTo("all");
        assertThat(first.routes().getFirst().channel()).isEqualTo("shop");
        assertThat(first.routes().getFirst().routes().getFirst().channel()).isEqualTo("shop");
    }

    @Test
    void eachRouteIsExplained() throws Exception {
        RouteDecision decision = read(FILE).decide(labels("team=payments severity=critical"));

        assertThat(decision.looks()).hasSize(4);
        assertThat(decision.looks().getFirst().outcome())
                .isEqualTo(new Outcome.DoesNotMatch(Matcher.parse("audit!=\"\""), ""));
        Look payments = decision.looks().get(1);
        assertThat(payments.outcome()).isEqualTo(new Outcome.LeavesItBelow());
        assertThat(payments.below())
                .extracting(Look::outcome)
                .containsExactly(
                        new Outcome.Takes(), new Outcome.NotAsked(), new Outcome.NotAsked(), new Outcome.NotAsked());
        assertThat(payments.below().getFirst().below().getFirst().outcome())
                .isEqualTo(new Outcome.DoesNotMatch(Matcher.parse("service.name=~\"ledger|accounts\""), ""));
        assertThat(decision.looks().getLast().outcome()).isEqualTo(new Outcome.NotAsked());
    }

    /** A file as it was before there were trees. */
    @Test
    void aFlatListMeansWhatItAlwaysMeant() throws Exception {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<Map<String, String>> matches = new ArrayList<>();
            List<String> channels = new ArrayList<>();
            List<Boolean> goesOn = new ArrayList<>();
            StringBuilder yaml = new StringBuilder("default: {channel: all}\nroutes:\n");
            for (int i = random.nextInt(6) + 1; i > 0; i--) {
                Map<String, String> match = someLabels(random, 1);
                String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
                boolean isGoingOn = random.nextInt(3) == 0;
                matches.add(match);
                channels.add(channel);
                goesOn.add(isGoingOn);
                yaml.append("  - match: ").append(match.toString().replace("=", ": "));
                yaml.append("\n    channel: ").append(channel).append('\n');
                yaml.append(isGoingOn ? "    continue: true\n" : "");
            }
            Map<String, String> labels = someLabels(random, 0);
            Set<String> expected = new LinkedHashSet<>();
            for (int i = 0; i < matches.size(); i++) {
                if (labels.entrySet().containsAll(matches.get(i).entrySet())) {
                    expected.add(channels.get(i));
                    if (!goesOn.get(i)) {
                        break;
                    }
                }
            }

            assertThat(read(yaml.toString()).decide(labels).channels())
                    .as("seed %d, %s, %s", seed, labels, yaml)
                    .containsExactlyElementsOf(expected.isEmpty() ? Set.of("all") : expected);
        }
    }

    private static Map<String, String> someLabels(Random random, int fewest) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = random.nextInt(3) + fewest; i > 0; i--) {
            labels.put("abc".substring(random.nextInt(3)).substring(0, 1), "x" + random.nextInt(3));
        }
        return labels;
    }

    /** The rule of Alertmanager in its own words: a route's answer is that of its routes, else its own. */
    private static List<Route> oracle(Route route, Map<String, String> labels) {
        for (Matcher matcher : route.matchers()) {
            String value = labels.containsKey(matcher.label()) ? labels.get(matcher.label()) : "";
            boolean isMet = switch (matcher.expected()) {
                case Matcher.Expected.Text(String text) -> value.equals(text);
                case Matcher.Expected.Expression(var pattern) ->
                    java.util.regex.Pattern.compile("^(?:" + pattern.pattern() + ")$")
                            .matcher(value)
                            .find();
            };
            if (isMet == matcher.isNegated()) {
                return List.of();
            }
        }
        List<Route> all = new ArrayList<>();
        for (Route below : route.routes()) {
            List<Route> some = oracle(below, labels);
            all.addAll(some);
            if (!some.isEmpty() && !below.goesOn()) {
                break;
            }
        }
        return all.isEmpty() ? List.of(route) : all;
    }

    @Test
    void decidesAsTheOracleOnAnyTree() {
        Map<Integer, Integer> sizes = new LinkedHashMap<>();
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            Routes routes = new Routes(Optional.of("top"), someRoutes(random, 3, new int[1]));
            Map<String, String> labels = someLabels(random, 0);
            Route top = new Route(List.of(), "top", false, routes.routes());

            List<String> expected =
                    oracle(top, labels).stream().map(Route::channel).toList();
            RouteDecision decision = routes.decide(labels);

            assertThat(List.copyOf(decision.channels()))
                    .as("seed %d, %s, %s", seed, labels, routes)
                    .isEqualTo(expected);
            assertThat(routes.decide(labels)).isEqualTo(decision);
            sizes.merge(expected.size(), 1, Integer::sum);
        }
        assertThat(sizes.keySet())
                .as("trees where one, two and three hear of it")
                .contains(1, 2, 3);
    }

    /** With a channel of its own for each, so that the order is seen. */
    private static List<Route> someRoutes(Random random, int depth, int[] count) {
        List<Route> routes = new ArrayList<>();
        for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
            List<Matcher> matchers = new ArrayList<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                String value = List.of("x0", "\"\"", "\"x1\"").get(random.nextInt(3));
                String expression =
                        List.of("x.", "\"x0|x2\"", "\"\"", "\"|x1\"").get(random.nextInt(4));
                String operator = List.of("=", "!=", "=~", "!~").get(random.nextInt(4));
                matchers.add(Matcher.parse(
                        "abc".charAt(random.nextInt(3)) + operator + (operator.endsWith("~") ? expression : value)));
            }
            String channel = "channel-" + count[0]++;
            routes.add(new Route(matchers, channel, random.nextInt(3) == 0, someRoutes(random, depth - 1, count)));
        }
        return routes;
    }

    /** What is said to be out of reach is, for every alert that there can be. */
    @Test
    void whatIsDoubtedIsTakenByNoAlert() throws Exception {
        int doubted = 0;
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<Route> tree = someRoutes(random, 3, new int[1]);
            String yaml = "default: {channel: all}\nroutes:" + (tree.isEmpty() ? " []\n" : "\n" + yaml(tree, "  "));
            RoutesFile.Reading reading =
                    RoutesFile.read(Files.writeString(folder.resolve("routes.yml"), yaml), List.of("all"));
            assertThat(reading.problems()).as("seed %d, %s", seed, yaml).isEmpty();
            for (ConfigProblem doubt : reading.doubts()) {
                doubted++;
                for (Map<String, String> labels : allLabels()) {
                    Look look = at(doubt.path(), reading.routes().decide(labels).looks());
                    assertThat(look.outcome())
                            .as("seed %d, %s, %s, %s", seed, doubt.path(), labels, yaml)
                            .isNotIn(new Outcome.Takes(), new Outcome.LeavesItBelow());
                }
            }
        }
        assertThat(doubted).isGreaterThan(500);
    }

    private static Look at(String path, List<Look> looks) {
        java.util.regex.Matcher number =
                java.util.regex.Pattern.compile("\\[(\\d+)]").matcher(path);
        List<Look> level = looks;
        Look look = null;
        while (number.find()) {
            look = level.get(Integer.parseInt(number.group(1)));
            level = look.below();
        }
        return Optional.ofNullable(look).orElseThrow();
    }

    private static String yaml(List<Route> routes, String indent) {
        StringBuilder yaml = new StringBuilder();
        for (Route route : routes) {
            yaml.append(indent)
                    .append("- matchers: ")
                    .append(route.matchers().stream()
                            .map(matcher -> "'" + matcher.text() + "'")
                            .toList())
                    .append('\n');
            yaml.append(indent).append("  continue: ").append(route.goesOn()).append('\n');
            if (!route.routes().isEmpty()) {
                yaml.append(indent).append("  routes:\n").append(yaml(route.routes(), indent + "    "));
            }
        }
        return yaml.toString();
    }

    private static List<Map<String, String>> allLabels() {
        List<String> values = List.of("", "x0", "x1", "x2", "y");
        List<Map<String, String>> all = new ArrayList<>();
        for (String a : values) {
            for (String b : values) {
                for (String c : values) {
                    all.add(Map.of("a", a, "b", b, "c", c));
                }
            }
        }
        return all;
    }
}
