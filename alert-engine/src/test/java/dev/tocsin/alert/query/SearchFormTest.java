package dev.tocsin.alert.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SearchFormTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");

    /** Times in what a person wrote are no times of a window, also where they are alike. */
    private static final JsonObject QUERY = Json.createObjectBuilder()
            .add(
                    "range",
                    Json.createObjectBuilder()
                            .add("a/b~c", Json.createObjectBuilder().add("gte", MIDNIGHT.toString())))
            .build();

    private static Optional<SentSearch> sent(Rule rule, Instant end) {
        return Optional.of(new SentSearch(
                "logs-a-tocsin,logs-b-tocsin",
                SearchBody.count(
                        rule,
                        new Window(end.minus(rule.window()), end),
                        new Translated(QUERY, rule.queries().size() == 1 ? null : QUERY))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "condition: {count: hits, threshold: {above: 1}}",
                "condition: {count: hits, threshold: {above: 1}}\ngroupBy: [host.name, service.name]",
                "condition: {metric: avg, field: latency, threshold: {above: 1}}\ngroupBy: [host.name]",
                "condition: {ratio: {lucene: 'a:b'}, threshold: {above: 0.1}}",
                "condition: {change: hits, against: day, threshold: {above: 10}}",
                "condition: {absence: events}\ntimeField: event.ingested"
            })
    void isTheSearchOfAnyWindow(String condition) {
        Rule rule = RulesForTests.rule(condition + "\nwindow: 7m\nevery: 1m\n");

        SearchForm form = SearchForm.of(end -> sent(rule, end), MIDNIGHT).orElseThrow();
        SearchForm read = SearchForm.read(form.json()).orElseThrow();

        assertThat(read).isEqualTo(form);
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            Instant end = Instant.ofEpochSecond(random.nextLong(2_000_000_000));
            assertThat(Optional.of(read.in(end))).as("%s", end).isEqualTo(sent(rule, end));
        }
    }

    @Test
    void thereIsNoneOfWhatDoesNotGoByItsWindowAlone() {
        assertThat(SearchForm.of(end -> Optional.of(of(Long.toString(end.getEpochSecond()))), MIDNIGHT))
                .isEmpty();
        assertThat(SearchForm.of(
                        end -> Optional.of(of(MIDNIGHT.minusSeconds(Math.abs(end.getEpochSecond() % 977))
                                .toString())),
                        MIDNIGHT))
                .isEmpty();
        assertThat(SearchForm.of(_ -> Optional.empty(), MIDNIGHT)).isEmpty();
    }

    private static SentSearch of(String text) {
        return new SentSearch(
                "logs-a-tocsin", Json.createObjectBuilder().add("x", text).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"indices\": \"a\", \"body\": \"{\", \"times\": []}",
                "{\"indices\": \"a\", \"body\": \"{}\", \"times\": [{\"at\": \"/x\", \"seconds\": 1}]}",
                "{\"indices\": \"a\", \"body\": \"{}\", \"times\": [{\"at\": 1, \"seconds\": 1}]}"
            })
    void whatAnotherVersionWroteIsNoForm(String json) {
        try (var reader = Json.createReader(new StringReader(json))) {
            assertThat(SearchForm.read(reader.readObject())).isEmpty();
        }
    }
}
