package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Each type of rule of ElastAlert 2 in its example: ours, evaluated over the example's events in a real Elasticsearch as the
 * engine does, alarms for the same as theirs, reckoned as its documentation says.
 */
class FromElastAlertIT {
    private static final Path EXAMPLES = Path.of("..", "examples", "from-elastalert");
    private static final Path TABLE = Path.of("..", "docs", "FROM-ELASTALERT.md");
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final long MINUTES = 20;
    private static ElasticLink link;

    @TempDir
    Path config;

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList().stream();
        }
    }

    @SuppressWarnings("unchecked") // what is in a file is up to its author
    private static Map<String, Object> read(Path file) throws IOException {
        return (Map<String, Object>)
                Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    }

    @SuppressWarnings("unchecked") // the same
    private static Map<String, Object> mapping(Map<String, Object> example, String key) {
        return (Map<String, Object>) Objects.requireNonNull(example.get(key), key);
    }

    private static List<ElastAlertRule.Event> events(Map<String, Object> example) {
        List<ElastAlertRule.Event> events = new ArrayList<>();
        for (Object written : (List<?>) Objects.requireNonNull(example.get("events"))) {
            Map<String, Object> fields = new LinkedHashMap<>();
            ((Map<?, ?>) Objects.requireNonNull(written))
                    .forEach((key, value) -> fields.put(String.valueOf(key), value));
            String[] at = String.valueOf(fields.remove("at")).split(":");
            Object times = fields.remove("times");
            Object daysAgo = fields.remove("daysAgo");
            Instant first = TEN.minus(Duration.ofDays(daysAgo == null ? 0 : (Integer) daysAgo))
                    .plusSeconds(60L * Integer.parseInt(at[0]) + Integer.parseInt(at[1]));
            for (int i = 0; i < (times == null ? 1 : (Integer) times); i++) {
                events.add(new ElastAlertRule.Event(first.plusSeconds(i), fields));
            }
        }
        return events;
    }

    private static String index(List<ElastAlertRule.Event> events) {
        String index = "logs-ea" + UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT) + "-tocsin";
        EngineHouse.createIndex(link, index);
        EngineHouse.index(
                link,
                index,
                events.stream()
                        .map(event -> new EngineHouse.Event(event.at(), json(event.fields())))
                        .toList());
        return index;
    }

    private static String json(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":"
                        + (field.getValue() instanceof Number ? field.getValue() : "\"" + field.getValue() + "\""))
                .collect(Collectors.joining(","));
    }

    private static Rule ours(Map<String, Object> example, String index) {
        Map<String, Object> rule = new LinkedHashMap<>(mapping(example, "tocsin"));
        Map<String, Object> query = new LinkedHashMap<>();
        query.put("streams", List.of(index));
        if (rule.containsKey("query")) {
            query.putAll(mapping(rule, "query"));
        } else {
            query.put("kql", "");
        }
        rule.put("rule", "example");
        rule.put("query", query);
        return RulesForTests.parse(new Dump(DumpSettings.builder().build()).dumpToString(rule));
    }

    private Set<String> alarmsOfOurs(Rule rule, Instant since, Instant until) throws IOException {
        Files.writeString(config.resolve("channels.yml"), "{}");
        BacktestReport report = Backtest.run(
                new BacktestAsk(rule, since, until, Map.of()),
                link,
                new ChannelPlaces(config, Map.of()),
                InstantSource.fixed(until.plusSeconds(3600)),
                (_, _) -> {});
        assertThat(report.count(BacktestWindow.Sight.UNDECIDED)).isZero();
        return report.transitions().stream()
                .filter(transition ->
                        transition.kind() == TransitionKind.FIRED || transition.kind() == TransitionKind.EVENT)
                .map(Transition::group)
                .map(FromElastAlertIT::inWords)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String inWords(GroupKey group) {
        return group.values().isEmpty()
                ? "all"
                : String.join(" ", group.values().values());
    }

    private static Instant minute(Map<String, Object> example, String key, long otherwise) {
        Object minute = example.get(key);
        return TEN.plusSeconds(60 * (minute == null ? otherwise : ((Integer) minute).longValue()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void bothAlarmForTheSame(Path file) throws IOException {
        // given
        Map<String, Object> example = read(file);
        List<ElastAlertRule.Event> events = events(example);
        Instant since = minute(example, "since", 0);
        Instant until = minute(example, "until", MINUTES);
        Map<String, Object> theirs = mapping(example, "elastalert");
        Set<String> expected = ((List<?>) Objects.requireNonNull(example.get("alarms")))
                .stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
        List<ElastAlertRule.Event> filtered = theirs.containsKey("filter")
                ? events.stream()
                        .filter(event -> "ERROR".equals(event.get("log.level")))
                        .toList()
                : events;

        // then
        assertThat(ElastAlertRule.alarms(theirs, filtered, since, until))
                .as("theirs")
                .isEqualTo(expected);
        assertThat(alarmsOfOurs(ours(example, index(events)), since, until))
                .as("ours")
                .isEqualTo(expected);
    }

    @Test
    void theTableHasARowForEachTypeThatThereIs() throws IOException {
        Set<String> types = Set.of(
                "any",
                "blacklist",
                "whitelist",
                "change",
                "frequency",
                "spike",
                "flatline",
                "new_term",
                "cardinality",
                "metric_aggregation",
                "spike_aggregation",
                "percentage_match");
        Set<String> shown = new TreeSet<>();
        for (Path file : examples().toList()) {
            String type = String.valueOf(mapping(read(file), "elastalert").get("type"));
            assertThat(file.getFileName().toString()).isEqualTo(type + ".yml");
            shown.add(type);
        }
        String table = Files.readString(TABLE);

        assertThat(shown).isEqualTo(types);
        types.forEach(type -> assertThat(table)
                .contains("`" + type + "`")
                .contains("(../examples/from-elastalert/" + type + ".yml)"));
    }
}
