package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WindowQueriesTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

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
