package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WindowQueriesTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

    private static final Window LAST = new Window(TEN.minusSeconds(60), TEN);
    private static final String COUNTED =
            "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"hits\":{\"total\":{\"value\":7,\"relation\":\"eq\"},\"hits\":[]},\"status\":200}";

    private ScriptedElasticsearch server;
    private ElasticLink link;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedElasticsearch();
        link = server.link();
    }

    @AfterEach
    void stop() {
        server.close();
        link.close();
    }

    @Test
    void aPatternWhoseFieldsAreNotToldSilencesNoOther() {
        server.drop(request -> request.startsWith("GET /mute/"));

        Map<String, WindowAnswer> answers =
                ask(rule("a", "mute", "message: a"), rule("b", "mute", "message: b"), rule("c", "logs", "message: c"));

        assertThat(answers.get("a")).isInstanceOf(WindowAnswer.Undecided.class);
        assertThat(answers.get("b")).isInstanceOf(WindowAnswer.Undecided.class);
        assertThat(answers.get("c")).isEqualTo(new WindowAnswer.Counted(7));
        assertThat(server.requests.stream().filter(request -> request.startsWith("GET /mute/")))
                .as("a pattern without an answer is asked once a round")
                .hasSize(1);
    }

    @Test
    void aServerThatSaysNothingIsAskedNothingMore() {
        server.drop(request -> true);

        Map<String, WindowAnswer> answers =
                ask(rule("a", "one", "message: a"), rule("b", "two", "message: b"), rule("c", "three", "message: c"));

        assertThat(answers.values())
                .hasSize(3)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(WindowAnswer.Undecided.class));
        assertThat(server.requests).containsExactly("GET /one/_field_caps", "GET /");
    }

    @Test
    void aRuleWithManyGroupsWaitsForNobodyWhoComesAfterIt() {
        // given: answers that are more than fits, and before them one that is read in pages
        String many = groups(1_000);
        String some = groups(300);
        server.reply(search -> search.contains("healthy") ? many : some);
        Rule healthy = grouped("healthy");
        Rule behind = grouped("behind");
        List<Ask> asks = new ArrayList<>(List.of(new Ask(healthy, new Window(TEN.minusSeconds(60), TEN), false)));
        for (int minute = 60; minute > 0; minute--) {
            Instant end = TEN.minusSeconds(60L * minute);
            asks.add(new Ask(behind, new Window(end.minusSeconds(60), end), false));
        }

        // when
        Map<Ask, WindowAnswer> answers = answer(asks, new RoundMemory(2 << 20));

        // then
        assertThat(answers.keySet()).as("about half of the memory").hasSizeBetween(2, 10);
        assertThat(answers.get(asks.getFirst()))
                .isInstanceOfSatisfying(
                        WindowAnswer.Grouped.class,
                        answer -> assertThat(answer.groups()).hasSize(1_000));
    }

    @Test
    void numbersDoNotWaitForTheMemoryOfGroups() {
        // given: memory for the groups of one
        String many = groups(300);
        server.reply(search -> search.contains("composite") ? many : COUNTED);
        List<Ask> asks = Stream.of(
                        grouped("a"), rule("b", "logs", "message: b"), grouped("c"), rule("d", "logs", "message: d"))
                .map(rule -> new Ask(rule, LAST, false))
                .toList();

        // when
        Map<Ask, WindowAnswer> answers = answer(asks, new RoundMemory(1));

        // then
        assertThat(answers.keySet()).extracting(ask -> ask.rule().name()).containsExactlyInAnyOrder("a", "b", "d");
    }

    @Test
    void twoThatAreSilentInTheirPagesEndTheRound() {
        String many = groups(1_000);
        server.reply(search -> many);
        server.drop(request -> request.contains("/_pit"));
        List<Ask> asks = IntStream.range(0, 5)
                .mapToObj(i -> new Ask(grouped("r" + i), LAST, false))
                .toList();
        RoundPatience patience = new RoundPatience();

        Map<Ask, WindowAnswer> answers = new WindowQueries(link, () -> TEN).answer(asks, new RoundMemory(), patience);
        SeenGroups seen =
                new WindowQueries(link, () -> TEN).seenGroups(grouped("r"), LAST, new RoundMemory(), patience);

        assertThat(answers.values())
                .hasSize(5)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(WindowAnswer.Undecided.class));
        assertThat(seen).isInstanceOf(SeenGroups.Undecided.class);
        assertThat(server.requests).containsExactly("POST /_msearch", "POST /logs/_pit", "GET /", "POST /logs/_pit");
    }

    @Test
    void whoFallsSilentBetweenPagesIsWaitedForOnce() {
        String many = groups(1_000);
        server.reply(search -> many);
        server.hangOn(request -> !request.contains("/_msearch") && !request.contains("POST /logs/_pit"));
        List<Ask> asks = Stream.of("a", "b", "c")
                .map(name -> new Ask(grouped(name), LAST, false))
                .toList();
        Duration wait = Duration.ofSeconds(2);

        Map<Ask, WindowAnswer> answers = new WindowQueries(link, () -> TEN, 2_000, wait, wait).answer(asks);

        assertThat(answers.values())
                .hasSize(3)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(WindowAnswer.Undecided.class));
        assertThat(server.requests)
                .as("and the point in time ends by itself")
                .containsExactly("POST /_msearch", "POST /logs/_pit", "POST /_search", "GET /");
    }

    private Map<Ask, WindowAnswer> answer(List<Ask> asks, RoundMemory memory) {
        return new WindowQueries(link, () -> TEN).answer(asks, memory, new RoundPatience());
    }

    private static String groups(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"key\":{\"g0\":\"host-" + i + "\"},\"doc_count\":2}")
                .collect(Collectors.joining(
                        ",",
                        "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"status\":200,\"hits\":{\"total\":{\"value\":9,\"relation\":\"eq\"},\"hits\":[]},"
                                + "\"aggregations\":{\"groups\":{\"buckets\":[",
                        "]}}}"));
    }

    private static Rule grouped(String name) {
        return RulesForTests.parse("""
                rule: %s
                query: {streams: [logs], lucene: 'a:%s'}
                groupBy: [host.name]
                condition: {count: hits, threshold: {above: 0}}
                window: 1m
                every: 1m
                noData: ok
                """.formatted(name, name));
    }

    private Map<String, WindowAnswer> ask(Rule... rules) {
        List<Ask> asks = Stream.of(rules)
                .map(rule -> new Ask(rule, new Window(TEN.minusSeconds(60), TEN), false))
                .toList();
        Map<String, WindowAnswer> byRule = new LinkedHashMap<>();
        new WindowQueries(link, () -> TEN)
                .answer(asks)
                .forEach((ask, answer) -> byRule.put(ask.rule().name(), answer));
        return byRule;
    }

    private static Rule rule(String name, String stream, String kql) {
        return RulesForTests.parse("""
                rule: %s
                query: {streams: [%s], kql: '%s'}
                condition: {count: hits, threshold: {above: 0}}
                window: 1m
                every: 1m
                noData: ok
                """.formatted(name, stream, kql));
    }
}
