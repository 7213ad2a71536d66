package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.query.ScriptedElasticsearch;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits for whom in a round, over a real database and a server that says what it is told to. */
class RoundsIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final String HEAD =
            "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"status\":200,\"hits\":{\"total\":{\"value\":7,\"relation\":\"eq\"},\"hits\":[]}";
    private static final String ABOVE = "condition: {count: hits, threshold: {above: 3}}";

    private final EngineHouse house = new EngineHouse();
    private ScriptedElasticsearch server;
    private ElasticLink link;

    @BeforeEach
    void start() throws IOException {
        house.empty();
        server = new ScriptedElasticsearch();
        link = ElasticLink.open(ElasticSettings.of(server.url()));
    }

    @AfterEach
    void stop() {
        server.close();
        link.close();
    }

    @Test
    void whoIsCurrentDoesNotWaitForThoseThatAreHalfAnHourBehind() {
        // given: memory for one window of those that are behind
        String many = groups(900);
        String few = groups(3);
        server.reply(search -> search.contains("a:few") ? few : search.contains("composite") ? many : HEAD + "}");
        List<Rule> behind = Stream.of("behind-1", "behind-2", "behind-3")
                .map(name -> rule(name, "groupBy: [host.name]\nmaxGroups: 10\n" + ABOVE))
                .toList();
        List<Rule> current = List.of(rule("count", ABOVE), rule("few", "groupBy: [host.name]\n" + ABOVE));
        house.time.set(TEN.plusSeconds(15));
        house.engine(link, behind).run();
        house.time.set(minute(29));
        house.engine(link, current).run();
        house.settings = withMemory(600 << 10);
        house.time.set(minute(30));

        // when
        AtomicInteger rounds = new AtomicInteger();
        List<String> after = new ArrayList<>();
        house.engine(link, Stream.concat(behind.stream(), current.stream()).toList(), step -> {
                    rounds.addAndGet(step == CycleStep.ANSWERED ? 1 : 0);
                    if (step == CycleStep.COMMITTED && rounds.get() == 1) {
                        after.add(house.cursor("count") + " " + house.cursor("few"));
                    }
                })
                .run();

        // then
        assertThat(rounds).hasValueGreaterThan(10);
        assertThat(after.getLast()).isEqualTo("2026-11-23T10:30:00Z 2026-11-23T10:30:00Z");
    }

    @Test
    void whatWasAnsweredAloneIsNotAskedAgainInCompany() {
        // given: a rule that has failed, and memory to decide one window at a time
        server.reply(search -> "{\"error\":{\"type\":\"x\",\"reason\":\"a bad day\"},\"status\":400}");
        List<Rule> rules = List.of(rule("r", "condition: {each: event}"));
        house.time.set(minute(0));
        house.engine(link, rules).run();
        AtomicInteger searches = new AtomicInteger();
        server.reply(search -> {
            // The events that are told are searched for as well.
            searches.addAndGet(search.contains("\"sort\"") ? 0 : 1);
            return HEAD + "}";
        });
        house.settings = withMemory(1);
        house.time.set(minute(4));

        // when
        house.engine(link, rules).run();

        // then
        assertThat(house.windows()).hasSize(5);
        assertThat(searches).hasValue(5);
    }

    @Test
    void whoWasThereBeforeIsNotWaitedForByEachRule() {
        server.reply(search -> search.contains("composite") ? groups(3) : HEAD + "}");
        server.drop(request -> request.contains("/_pit"));
        List<Rule> rules = IntStream.range(0, 5)
                .mapToObj(i -> rule("r" + i, "groupBy: [host.name]\ncondition: {count: hits, threshold: {below: 1}}"))
                .toList();
        List<CycleStep> steps = new ArrayList<>();
        house.time.set(minute(0));

        house.engine(link, rules, steps::add).run();

        assertThat(server.requests)
                .filteredOn(request -> request.endsWith("/_pit"))
                .hasSize(2);
        assertThat(rules)
                .allSatisfy(rule -> assertThat(house.failure(rule.name())).isNotNull());
        assertThat(steps)
                .filteredOn(CycleStep.DECIDED::equals)
                .as("each is a step")
                .hasSize(5);
    }

    private static CycleSettings withMemory(long bytes) {
        return new CycleSettings(Duration.ofHours(24), 60, Duration.ofMinutes(2), Duration.ZERO, bytes);
    }

    private static Instant minute(int minute) {
        return TEN.plusSeconds(60L * minute + 15);
    }

    private static Rule rule(String name, String rest) {
        return RulesForTests.parse("""
                rule: %s
                query: {streams: [logs], lucene: 'a:%s'}
                window: 1m
                every: 1m
                delay: 15s
                noData: ok
                %s
                """.formatted(name, name, rest));
    }

    private static String groups(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"key\":{\"g0\":\"host-" + i + "\"},\"doc_count\":2}")
                .collect(Collectors.joining(",", HEAD + ",\"aggregations\":{\"groups\":{\"buckets\":[", "]}}}"));
    }
}
