package dev.tocsin.alert.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.ElasticAnswer;
import jakarta.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class HistoryBulkTest {
    private static final List<HistoryBacklog.Row> ROWS = List.of(row(7, "a"), row(8, "b"));

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void readsOneVerdictPerRow(String what, int status, String body, HistoryBulk.Result expected) {
        ElasticAnswer answer = new ElasticAnswer(status, body.getBytes(StandardCharsets.UTF_8));

        assertThat(HistoryBulk.read(ROWS, answer)).isEqualTo(expected);
    }

    static Stream<Arguments> answers() {
        String ok = "{\"index\":{\"status\":201}}";
        String poison = "{\"index\":{\"status\":400,\"error\":{\"type\":\"document_parsing_exception\",\"reason\":"
                + "\"failed to parse field [value]. Preview of field's value: 's3cret'\"}}}";
        String full =
                "{\"index\":{\"status\":429,\"error\":{\"type\":\"es_rejected_execution_exception\",\"reason\":\"full\"}}}";
        String odd = "{\"index\":{}}";
        return Stream.of(
                Arguments.of("all written", 200, items(ok, ok), result(List.of(7L, 8L), Map.of(), "")),
                Arguments.of(
                        "one refused",
                        200,
                        items(ok, poison),
                        result(
                                List.of(7L),
                                Map.of(8L, "400 document_parsing_exception: failed to parse field [value]."),
                                "")),
                Arguments.of(
                        "one later",
                        200,
                        items(full, ok),
                        result(List.of(8L), Map.of(), "429 es_rejected_execution_exception: full")),
                Arguments.of("one not understood", 200, items(ok, odd), result(List.of(7L), Map.of(), "0 : ")),
                Arguments.of(
                        "too few", 200, items(ok), result(List.of(), Map.of(), "the answer does not fit the request")),
                Arguments.of("cut", 200, "{\"items\":[", result(List.of(), Map.of(), "the answer cannot be read")),
                Arguments.of(
                        "odd items", 200, items("1", "2"), result(List.of(), Map.of(), "the answer cannot be read")),
                Arguments.of("down", 503, "", result(List.of(), Map.of(), "Elasticsearch answered 503")));
    }

    @Test
    void namesIndexAndIdPerRow() {
        String body = new String(HistoryBulk.body(ROWS.subList(0, 1)), StandardCharsets.UTF_8);

        assertThat(body).isEqualTo("""
                        {"index":{"_index":"tocsin-history-windows-2026.11.23","_id":"a"}}
                        {"rule":"r"}
                        """);
    }

    @Test
    void shortensAnIdThatElasticsearchWouldRefuse() {
        HistoryBacklog.Row row = row(1, "ä".repeat(300));

        assertThat(HistoryIndices.documentId(row.entry())).startsWith("sha256-").hasSizeLessThan(100);
        assertThat(HistoryIndices.documentId(row(2, "ä".repeat(299) + "b").entry()))
                .isNotEqualTo(HistoryIndices.documentId(row.entry()));
    }

    @ParameterizedTest
    @CsvSource({
        "tocsin-history-windows-2026.11.23, 2026-11-23",
        "tocsin-history-notifications-2026.01.02, 2026-01-02",
        "tocsin-history-notes, ",
        "tocsin-history-windows-2026.13.40, ",
        "logs-windows-2026.11.23, "
    })
    void readsTheDayOfItsOwnIndicesOnly(String index, LocalDate day) {
        assertThat(HistoryIndices.dayOf(index)).isEqualTo(Optional.ofNullable(day));
    }

    private static HistoryBulk.Result result(List<Long> written, Map<Long, String> refused, String trouble) {
        return new HistoryBulk.Result(written, refused, trouble.isEmpty() ? Optional.empty() : Optional.of(trouble));
    }

    private static String items(String... items) {
        return "{\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
    }

    private static HistoryBacklog.Row row(long position, String id) {
        return new HistoryBacklog.Row(
                position,
                new HistoryEntry(
                        "window",
                        id,
                        LocalDate.of(2026, 11, 23),
                        Json.createObjectBuilder().add("rule", "r").build()));
    }
}
