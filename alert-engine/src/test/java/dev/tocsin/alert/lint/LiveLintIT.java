package dev.tocsin.alert.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.rule.KibanaSource;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules against streams of a real Elasticsearch. */
class LiveLintIT {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:30Z");
    private static final String SERVICE = "lint-" + UUID.randomUUID().toString().substring(0, 8);
    private static final String STREAM = "logs-" + SERVICE.replace('-', '_') + "-tocsin";

    private static ElasticLink link;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
        call("PUT", "/" + STREAM, """
                {"mappings": {"dynamic": false, "properties": {
                  "@timestamp": {"type": "date"}, "message": {"type": "text"},
                  "error.message": {"type": "text", "fields": {"keyword": {"type": "keyword"}}},
                  "service.name": {"type": "keyword"}, "host.name": {"type": "keyword"},
                  "log.level": {"type": "keyword"}, "labels": {"type": "flattened"}}}}""");
        StringBuilder bulk = new StringBuilder();
        for (int host = 0; host < 20; host++) {
            bulk.append(
                    "{\"create\":{}}\n{\"@timestamp\":\"2026-11-23T0%d:59:30Z\",\"service.name\":\"%s\",\"host.name\":\"h%d\",\"log.level\":\"ERROR\"}\n"
                            .formatted(host < 4 ? 9 : 3, SERVICE, host));
        }
        byte[] body = bulk.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(link.call(new ElasticRequest(
                                "POST",
                                "/" + STREAM + "/_bulk",
                                Map.of("refresh", "true"),
                                Map.of(),
                                body,
                                body.length,
                                ElasticRequest.NDJSON,
                                Duration.ofSeconds(30)))
                        .json()
                        .getBoolean("errors"))
                .isFalse();
    }

    @AfterAll
    static void stop() throws IOException {
        call("DELETE", "/" + STREAM, "");
        link.close();
    }

    private static void call(String method, String path, String body) throws IOException {
        assertThat(link.call(ElasticRequest.json(method, path, Map.of(), body.getBytes(StandardCharsets.UTF_8)))
                        .isSuccess())
                .isTrue();
    }

    private List<String> look(String rest) throws IOException {
        return lookAt(rest, "{count: hits, threshold: {above: 10}}");
    }

    private List<String> lookAt(String rest, String condition) throws IOException {
        Path file = folder.resolve("r.yml");
        Files.writeString(file, """
                rule: r
                condition: %s
                window: 1m
                every: 1m
                """.formatted(condition) + rest);
        Linted files = FileLint.look(file, new ChannelPlaces(folder, Map.of()), KibanaSource.none());
        assertThat(files.findings()).isEmpty();
        return LiveLint.look(files, link, InstantSource.fixed(NOW)).findings().stream()
                .map(finding -> finding.line() + ":" + finding.column() + (finding.isError() ? " error " : " warning ")
                        + finding.path() + ": " + finding.reason()
                        + (finding.hint() == null ? "" : " (" + finding.hint() + ")"))
                .toList();
    }

    @Test
    void hasNothingToSayOfWhatIsRight() throws IOException {
        assertThat(look("""
                        query: {service: %s, kql: 'log.level: ERROR and message: boom and labels.user: x and error.message: *'}
                        groupBy: [host.name]
                        """.formatted(SERVICE))).isEmpty();
    }

    @Test
    void looksAtTheFieldsOfLists() throws IOException {
        assertThat(look("query: {service: %s, kql: '', in: {host.nam: [a]}, notIn: {message: [b]}}\n"
                        .formatted(SERVICE)))
                .containsExactly(
                        "5:47 warning query: no event in these streams has a field 'host.nam' (did you mean 'host.name'?)",
                        "5:71 warning query: 'message' is text: an exact value finds single words in small letters only");
    }

    @Test
    void knowsServicesThatNearlyAre() throws IOException {
        assertThat(look("query: {service: %sx, kql: ''}\n".formatted(SERVICE)))
                .anyMatch(line ->
                        line.startsWith("5:18 warning query: nothing of the service '" + SERVICE + "x' has arrived yet")
                                && line.contains("(there is " + SERVICE));
    }

    @Test
    void namesStreamsThatAreNotThere() throws IOException {
        assertThat(look("query: {streams: [logs-nobody-tocsin*], kql: ''}\n"))
                .singleElement()
                .asString()
                .startsWith("5:19 warning query: no stream matches 'logs-nobody-tocsin*' yet");
    }

    @Test
    void namesFieldsThatAreNotThere() throws IOException {
        assertThat(look("""
                        query: {streams: [%s], kql: 'log.levl: ERROR'}
                        groupBy: [hots.name]
                        """.formatted(STREAM)))
                .containsExactly(
                        "5:%d warning query: no event in these streams has a field 'log.levl' (did you mean 'log.level'?)"
                                .formatted("query: {streams: [], kql: '".length() + STREAM.length() + 1),
                        "6:11 warning groupBy: no event in these streams has a field 'hots.name': all would be in the group"
                                + " (none) (did you mean 'host.name'?)");
    }

    @Test
    void groupsByTextAreAnErrorThatNamesTheKeyword() throws IOException {
        assertThat(look("query: {streams: [%s], kql: ''}\ngroupBy: [error.message]\n".formatted(STREAM)))
                .containsExactly("6:11 error groupBy: 'error.message' is text: events cannot be grouped by it (group by"
                        + " error.message.keyword)");
    }

    @Test
    void looksAtTheFieldsOfConditionsToo() throws IOException {
        String query = "query: {streams: [%s], kql: ''}\n".formatted(STREAM);

        assertThat(lookAt(query, "{metric: avg, field: host.name, threshold: {above: 1}}"))
                .anyMatch(line -> line.contains("error condition: 'host.name' is keyword: avg needs a number"));
        assertThat(lookAt(query, "{metric: cardinality, field: error.message, threshold: {above: 1}}"))
                .anyMatch(line -> line.contains("error condition: 'error.message' is text: its values cannot be counted"
                        + " (its whole value is in error.message.keyword)"));
        assertThat(lookAt(query, "{metric: cardinality, field: hots.name, threshold: {above: 1}}"))
                .singleElement()
                .asString()
                .contains("warning condition: no event in these streams has a field 'hots.name': there is nothing to"
                        + " measure (did you mean 'host.name'?)");
        assertThat(lookAt(query, "{change: max, field: host.name, threshold: {above: 1}}"))
                .anyMatch(line -> line.contains("error condition: 'host.name' is keyword: max needs a number"));
        assertThat(lookAt(query, "{ratio: {kql: 'log.levl: ERROR'}, threshold: {above: 1}}"))
                .singleElement()
                .asString()
                .contains(
                        "warning condition: no event in these streams has a field 'log.levl' (did you mean 'log.level'?)");
        assertThat(lookAt(query, "{newValue: hots.name, learn: 0s}"))
                .anyMatch(line -> line.contains("no event in these streams has a field 'hots.name'"));
    }

    @Test
    void textIsComparedByWords() throws IOException {
        assertThat(look("query: {streams: [%s], kql: 'error.message: \"no route\" and message: *Timeout*'}\n"
                        .formatted(STREAM)))
                .anyMatch(line -> line.contains(
                        "'error.message' is text: words of it are compared, not the whole value (its whole value is in"
                                + " error.message.keyword)"))
                .anyMatch(line -> line.contains("'message' is text: a wildcard finds single words of it"))
                .hasSize(2);
    }

    @Test
    void countsGroups() throws IOException {
        String query = "query: {streams: [%s], kql: ''}\ngroupBy: [host.name]\n".formatted(STREAM);

        assertThat(look(query + "maxGroups: 20\n")).isEmpty();
        assertThat(look(query + "maxGroups: 19\n"))
                .singleElement()
                .asString()
                .contains("20 groups within 24 hours, and maxGroups is 19");
        assertThat(look(query + "maxGroups: 3\n"))
                .singleElement()
                .asString()
                .contains("4 groups in the last window alone, and maxGroups is 3");
    }

    @Test
    void whatElasticsearchRefusesIsAnError() throws IOException {
        assertThat(look("query: {streams: [%s], lucene: 'log.level:(ERROR'}\n".formatted(STREAM)))
                .singleElement()
                .asString()
                .contains("error query: the last window cannot be evaluated");
    }

    @Test
    void theTimeFieldHasToBeADate() throws IOException {
        assertThat(look("query: {streams: [%s], kql: ''}\ntimeField: host.name\n".formatted(STREAM)))
                .anyMatch(line ->
                        line.startsWith("6:12 error timeField: the time field 'host.name' is keyword, not a date"));
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        Files.writeString(folder.resolve("r.yml"), """
                rule: r
                query: {service: x, kql: ''}
                condition: {count: hits, threshold: {above: 10}}
                window: 1m
                every: 1m
                """);
        Linted files = FileLint.look(folder.resolve("r.yml"), new ChannelPlaces(folder, Map.of()), KibanaSource.none());
        try (ElasticLink nobody = ElasticLink.open(ElasticSettings.of(URI.create("http://127.0.0.1:1")))) {
            assertThatThrownBy(() -> LiveLint.look(files, nobody, InstantSource.fixed(NOW)))
                    .isInstanceOf(IOException.class);
        }
    }
}
