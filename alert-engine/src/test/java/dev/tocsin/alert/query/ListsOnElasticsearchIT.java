package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lists find on a real Elasticsearch, asked as the engine asks. */
class ListsOnElasticsearchIT {
    private static final String INDEX = "lists-" + UUID.randomUUID().toString().substring(0, 8);
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final String MAPPINGS = """
            {"mappings": {"properties": {"@timestamp": {"type": "date"}, "ip": {"type": "ip"}, "user": {"type": "keyword"},
              "status": {"type": "long"}, "seconds": {"type": "double"}, "isAdmin": {"type": "boolean"},
              "message": {"type": "text"}, "path": {"type": "keyword"}, "log": {"properties": {"level": {"type": "keyword"}}}}},
             "settings": {"number_of_replicas": 0}}""";

    /** By the count that a rule sees: each event counts twice as much as the one before it, so a sum says which they are. */
    private static final List<String> EVENTS = List.of(
            "\"user\":\"alice\",\"ip\":\"10.0.0.7\",\"status\":200,\"seconds\":1.0,\"isAdmin\":true,\"path\":\"/a\"",
            "\"user\":\"bob\",\"ip\":\"192.168.1.1\",\"status\":503,\"seconds\":0.5,\"isAdmin\":false,\"path\":\"/b\"",
            "\"user\":[\"eve\",\"alice\"],\"ip\":\"2001:db8::7\",\"status\":404,\"message\":\"Refused by Eve\"",
            "\"message\":\"nobody was there\"");

    private static ElasticLink link;

    @BeforeAll
    static void index() throws IOException {
        link = ElasticsearchForTests.link();
        assertThat(link.call(
                                "PUT",
                                "/" + INDEX,
                                Map.of(),
                                Json.createReader(new StringReader(MAPPINGS)).readObject())
                        .isSuccess())
                .isTrue();
        StringBuilder bulk = new StringBuilder();
        for (int event = 0; event < EVENTS.size(); event++) {
            for (int i = 0; i < 1 << event; i++) {
                bulk.append("{\"create\":{}}\n{\"@timestamp\":\"2026-11-23T10:00:30Z\",\"log.level\":\"INFO\",")
                        .append(EVENTS.get(event))
                        .append("}\n");
            }
        }
        byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(link.call(ElasticRequest.json("POST", "/" + INDEX + "/_bulk", Map.of("refresh", "true"), body))
                        .json()
                        .getBoolean("errors"))
                .isFalse();
    }

    @AfterAll
    static void close() throws IOException {
        link.call("DELETE", "/" + INDEX, Map.of(), null);
        link.close();
    }

    private static WindowAnswer answer(String query, Map<String, String> lists) {
        Rule rule = RulesForTests.parse("""
                rule: a
                query: {streams: [%s], %s}
                condition: {count: hits, threshold: {above: 1}}
                window: 1m
                every: 1m
                noData: zero
                """.formatted(INDEX, query), "", lists);
        Ask ask = new Ask(rule, new Window(START, START.plusSeconds(60)), false);
        return Objects.requireNonNull(new WindowQueries(link, InstantSource.system())
                .answer(List.of(ask))
                .get(ask));
    }

    /** The events that are found, by their place: 1 to 4. */
    private static String found(WindowAnswer answer) {
        assertThat(answer).isInstanceOf(WindowAnswer.Counted.class);
        long hits = ((WindowAnswer.Counted) answer).found().hits();
        return IntStream.rangeClosed(1, EVENTS.size())
                .filter(event -> (hits >> (event - 1) & 1) == 1)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            in: {user: [alice]}                                   | 1 3 | one of several values is enough
            in: {user: known}                                     | 1 2 3 |
            in: {user: [Alice]}                                   |     | a keyword is compared as it is
            notIn: {user: [alice]}                                | 2 4 | also what has no user
            notIn: {user: {list: [alice], ignoreMissing: true}}   | 2   |
            notIn: {user: {list: known, ignoreMissing: true}}     |     |
            notIn: {user: known}                                  | 4   |
            in: {ip: [10.0.0.7, 192.168.1.1]}                     | 1 2 |
            in: {ip: [10.0.0.0/8]}                                | 1   | a network
            in: {ip: [10.0.0.0/8, 192.168.1.1]}                   | 1 2 | a network and an address
            in: {ip: ["2001:db8::/32", "10.0.0.8"]}               | 3   |
            notIn: {ip: [10.0.0.0/8]}                             | 2 3 4 |
            notIn: {ip: {list: ["10.0.0.0/8"], ignoreMissing: true}} | 2 3 |
            in: {status: [200, 404]}                              | 1 3 | numbers
            in: {status: ["200"]}                                 | 1   | numbers written as texts
            in: {seconds: [1, 0.5]}                               | 1 2 |
            in: {isAdmin: [true]}                                 | 1   |
            in: {path: [/a, /b]}                                  | 1 2 | a slash makes no network of a path
            in: {message: [eve]}                                  | 3   | of a text single words, in small letters
            in: {message: [Refused by Eve]}                       |     | and not the whole
            in: {user: [alice], status: [404]}                    | 3   | both
            in: {user: [alice]}, notIn: {user: [eve]}             | 1   |
            in: {nothing.like.this: [x]}                          |     |
            """)
    void findsWhoIsOnTheListOrIsNot(String lists, String expected, String why) {
        Map<String, String> files = Map.of("known", "alice\nbob\neve\n");
        for (String query :
                List.of("kql: 'log.level: INFO'", "lucene: 'log.level:INFO'", "dsl: {term: {log.level: INFO}}")) {
            assertThat(found(answer(query + ", " + lists, files)))
                    .as("%s with %s", query, why)
                    .isEqualTo(expected == null ? "" : expected);
        }
    }

    @Test
    void asManyValuesAsElasticsearchTakesAreTaken() {
        String addresses = IntStream.range(0, 65_535)
                .mapToObj(i -> "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))
                .collect(Collectors.joining("\n"));

        // The address of the first event is among the plain ones, that of the second in the only network.
        WindowAnswer answer = answer("kql: '', in: {ip: many}", Map.of("many", addresses + "\n192.168.0.0/16\n"));

        assertThat(found(answer)).isEqualTo("1 2");
    }

    @Test
    void whatIsNoValueOfTheFieldIsUndecidedAndSaysWhy() {
        assertThat(answer("kql: '', in: {ip: [nonsense]}", Map.of()))
                .isInstanceOfSatisfying(
                        WindowAnswer.Undecided.class,
                        undecided -> assertThat(undecided.reason()).contains("nonsense"));
    }
}
