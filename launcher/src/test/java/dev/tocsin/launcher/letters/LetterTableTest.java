package dev.tocsin.launcher.letters;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterTableTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String REF = "index-2026-11-23.000:123456";

    private static JsonObject letter(String at) {
        return Json.createObjectBuilder()
                .add("ref", REF)
                .add("at", at)
                .add("state", "replayed")
                .addNull("door")
                .addNull("peer")
                .add("stream", "logs-checkout_with_a_long_name-tocsin")
                .add("reason", "what Elasticsearch\nsays \u001b[2Jof it ".repeat(5))
                .build();
    }

    @ParameterizedTest
    @CsvSource({"40, false", "60, true", "80, false", "80, true", "132, true", "240, false"})
    void fitsAnyTerminalAndTheNameIsWhole(int columns, boolean saysState) {
        List<String> lines = new LetterTable(columns, NOW, saysState).lines(List.of(letter("2026-11-23T09:00:00Z")));

        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).hasSizeLessThan(columns));
        assertThat(lines.getLast()).startsWith("  " + REF + "  1h").doesNotContain("\u001b", "\n");
        assertThat(lines.getLast().contains("replayed")).isEqualTo(saysState);
    }

    @Test
    void aWideTerminalShowsTheWholeStream() {
        assertThat(new LetterTable(132, NOW, false).lines(List.of(letter("2026-11-23T09:59:59Z"))))
                .last()
                .asString()
                .contains("  1s   logs-checkout_with_a_long_name-tocsin  what Elasticsearch says .[2Jof it ");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T10:00:05Z, 0s",
        "2026-11-23T09:59:01Z, 59s",
        "2026-11-23T09:01:00Z, 59m",
        "2026-11-21T10:00:01Z, 47h",
        "2026-11-21T10:00:00Z, 2d",
        "yesterday, yesterday"
    })
    void anAgeIsShort(String at, String age) {
        assertThat(LetterAge.of(at, NOW)).isEqualTo(age);
    }
}
