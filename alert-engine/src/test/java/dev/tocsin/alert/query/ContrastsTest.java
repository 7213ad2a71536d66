package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page does not wait for. */
final class ContrastsTest {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ABOVE = "condition: {count: hits, threshold: {above: 10}}\nwindow: 5m\nevery: 5m\n";
    private static final String CAPS = "{\"fields\":{\"host.name\":{\"keyword\":{\"type\":\"keyword\"}}}}";

    private ScriptedElasticsearch server;
    private ElasticLink link;
    private Instant now = TEN;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedElasticsearch();
        link = server.link();
    }

    @AfterEach
    void stop() {
        server.goOn();
        server.close();
        link.close();
    }

    @Test
    void isGivenUpAfterAShortTimeAndNotAskedAgainForAWhile() {
        server.spoil(answer -> answer.contains("responses") ? answer : CAPS);
        server.hangOn(request -> request.contains("_msearch"));
        Contrasts contrasts = contrasts();

        assertThat(contrasts.of(List.of(ask(rule(ABOVE))))).isEmpty();
        int asked = server.requests.size();
        assertThat(asked).isPositive();

        now = TEN.plusSeconds(200);
        assertThat(contrasts.of(List.of(ask(rule(ABOVE))))).isEmpty();
        assertThat(server.requests).hasSize(asked);

        now = TEN.plusSeconds(301);
        contrasts.of(List.of(ask(rule(ABOVE))));
        assertThat(server.requests).hasSizeGreaterThan(asked);
    }

    @Test
    void anAnswerThatIsNotUnderstoodIsNoHint() {
        server.spoil(answer -> answer.contains("responses") ? answer : CAPS);
        server.reply(
                search -> "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"hits\":{\"hits\":[1,2]}}");

        assertThat(contrasts().of(List.of(ask(rule(ABOVE)))).values()).allMatch(List::isEmpty);
    }

    @Test
    void aStormAsksForTheFirstOnes() {
        List<String> bodies = new ArrayList<>();
        server.spoil(answer -> answer.contains("responses") ? answer : CAPS);
        server.reply(search -> {
            bodies.add(search);
            return "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"hits\":{\"hits\":[]}}";
        });
        List<ContrastAsk> asks = IntStream.range(0, 500)
                .mapToObj(i -> new ContrastAsk(
                        rule(ABOVE), window(TEN.plusSeconds(i)), GroupKey.ALL, window(TEN.minusSeconds(900))))
                .toList();

        new Contrasts(combined(), types(), translator(), () -> now, Duration.ofSeconds(20)).of(asks);

        assertThat(bodies).hasSize(10);
    }

    @Test
    void nobodyWaitsForFieldsThatDoNotCome() {
        server.hangOn(request -> true);
        Contrasts contrasts = contrasts();

        contrasts.of(List.of(ask(rule(ABOVE))));
        now = TEN.plusSeconds(200);
        contrasts.of(List.of(ask(rule(ABOVE))));

        assertThat(server.requests).hasSize(1);
    }

    @Test
    void aServerThatGivesUpInTimeIsLeftAloneToo() {
        everythingIsSlow();
        Contrasts contrasts = contrasts();

        contrasts.of(List.of(ask(rule(ABOVE, "logs-slow"))));
        int asked = server.requests.size();
        assertThat(asked).isPositive();
        now = TEN.plusSeconds(200);
        contrasts.of(List.of(ask(rule(ABOVE, "logs-slow"))));
        assertThat(server.requests).hasSize(asked);

        contrasts.of(List.of(ask(rule(ABOVE, "logs-x"))));
        assertThat(server.requests).as("others are asked").hasSizeGreaterThan(asked);
    }

    private void everythingIsSlow() {
        server.spoil(answer -> answer.contains("responses") ? answer : CAPS);
        server.reply(search -> "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":true,\"hits\":{\"hits\":[]}}");
    }

    @Test
    void manyCallsInAMinuteHaveOneBudget() {
        List<String> bodies = new ArrayList<>();
        server.spoil(answer -> answer.contains("responses") ? answer : CAPS);
        server.reply(search -> {
            bodies.add(search);
            return "{\"_shards\":{\"total\":1,\"failed\":0},\"timed_out\":false,\"hits\":{\"hits\":[]}}";
        });
        Contrasts contrasts = new Contrasts(combined(), types(), translator(), () -> now, Duration.ofSeconds(20));

        for (int i = 0; i < 15; i++) {
            contrasts.of(List.of(ask(rule(ABOVE))));
        }
        assertThat(bodies).hasSize(10);

        now = TEN.plusSeconds(60);
        contrasts.of(List.of(ask(rule(ABOVE))));
        assertThat(bodies).hasSize(11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "condition: {count: hits, threshold: {below: 1}}\nwindow: 5m\nevery: 5m\n",
                "condition: {absence: events}\nwindow: 5m\nevery: 5m\n",
                "condition: {metric: avg, field: duration, threshold: {above: 10}}\nwindow: 5m\nevery: 5m\n",
                "condition: {each: event}\nwindow: 5m\nevery: 5m\n",
                "condition: {newValue: host.name}\nwindow: 5m\nevery: 5m\n",
            })
    void isNotAskedWhereEventsAreNotTheTrouble(String rest) {
        assertThat(contrasts().of(List.of(ask(rule(rest))))).isEmpty();
        assertThat(server.requests).isEmpty();
    }

    private Contrasts contrasts() {
        return new Contrasts(combined(), types(), translator(), () -> now, Duration.ofSeconds(2));
    }

    private CombinedSearch combined() {
        return new CombinedSearch(link, Duration.ofMillis(300), Duration.ofMillis(300));
    }

    private FieldTypes types() {
        return new FieldTypes(link, () -> now);
    }

    private Translator translator() {
        return new Translator(types(), combined()::answersAtAll);
    }

    private static Rule rule(String rest) {
        return rule(rest, "logs-x");
    }

    private static Rule rule(String rest, String streams) {
        return RulesForTests.over(streams, "r", rest);
    }

    private static ContrastAsk ask(Rule rule) {
        return new ContrastAsk(rule, window(TEN), GroupKey.ALL, window(TEN.minusSeconds(900)));
    }

    private static Window window(Instant end) {
        return new Window(end.minusSeconds(300), end);
    }
}
