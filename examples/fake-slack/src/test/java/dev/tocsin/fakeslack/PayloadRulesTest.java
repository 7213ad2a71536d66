package dev.tocsin.fakeslack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PayloadRulesTest {
    private static final String JSON = "application/json; charset=utf-8";

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWithTheWordThatSlackUses(String what, String contentType, String body, String word) {
        PayloadRules.Reading reading = PayloadRules.read(contentType, body.getBytes(StandardCharsets.UTF_8));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        PayloadRules.Reading.Refused.class,
                        refused ->
                                assertThat(refused.word()).as(refused.detail()).isEqualTo(word));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("another content type", "text/plain", "{\"text\":\"a\"}", "invalid_payload"),
                Arguments.of("no JSON", JSON, "payload", "invalid_payload"),
                Arguments.of("cut JSON", JSON, "{\"text\":\"a\"", "invalid_payload"),
                Arguments.of("an array", JSON, "[]", "invalid_payload"),
                Arguments.of("nothing to show", JSON, "{}", "no_text"),
                Arguments.of("empty text", JSON, "{\"text\":\"\"}", "no_text"),
                Arguments.of("blocks that are no array", JSON, "{\"text\":\"a\",\"blocks\":{}}", "invalid_blocks"),
                Arguments.of("51 blocks", JSON, blocks("{\"type\":\"divider\"}", 51), "invalid_blocks"),
                Arguments.of("an unknown block", JSON, blocks("{\"type\":\"table2\"}", 1), "invalid_blocks"),
                Arguments.of("a long header", JSON, blocks(header("plain_text", 151), 1), "invalid_blocks"),
                Arguments.of("markdown in a header", JSON, blocks(header("mrkdwn", 5), 1), "invalid_blocks"),
                Arguments.of("an empty header", JSON, blocks(header("plain_text", 0), 1), "invalid_blocks"),
                Arguments.of("a long section", JSON, blocks(section(3001), 1), "invalid_blocks"),
                Arguments.of("an empty section", JSON, blocks("{\"type\":\"section\"}", 1), "invalid_blocks"),
                Arguments.of("11 fields", JSON, blocks(fields(11, 5), 1), "invalid_blocks"),
                Arguments.of("a long field", JSON, blocks(fields(1, 2001), 1), "invalid_blocks"),
                Arguments.of("a long url", JSON, blocks(button("https://a/" + "b".repeat(3000)), 1), "invalid_blocks"),
                Arguments.of("a script url", JSON, blocks(button("javascript:alert(1)"), 1), "invalid_blocks"),
                Arguments.of(
                        "a block_id twice",
                        JSON,
                        blocks("{\"type\":\"divider\",\"block_id\":\"a\"}", 2),
                        "invalid_blocks"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void acceptsWhatSlackAccepts(String what, String body) {
        PayloadRules.Reading reading = PayloadRules.read(JSON, body.getBytes(StandardCharsets.UTF_8));

        assertThat(reading).isInstanceOf(PayloadRules.Reading.Accepted.class);
    }

    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of("text alone", "{\"text\":\"a\"}"),
                Arguments.of("50 blocks", blocks("{\"type\":\"divider\"}", 50)),
                Arguments.of("a header of 150", blocks(header("plain_text", 150), 1)),
                Arguments.of("a section of 3000", blocks(section(3000), 1)),
                Arguments.of("10 fields", blocks(fields(10, 2000), 1)),
                Arguments.of("a button", blocks(button("https://kibana.example.com/app/discover#/?_g=()"), 1)));
    }

    @Test
    void namesThePlaceOfTheBreach() {
        byte[] body = blocks(fields(3, 2001), 1).getBytes(StandardCharsets.UTF_8);

        PayloadRules.Reading reading = PayloadRules.read(JSON, body);

        assertThat(reading)
                .isInstanceOfSatisfying(
                        PayloadRules.Reading.Refused.class,
                        refused -> assertThat(refused.detail())
                                .contains("blocks[0].fields[0]")
                                .contains("2001"));
    }

    private static String blocks(String block, int count) {
        return "{\"text\":\"a\",\"blocks\":[" + String.join(",", Collections.nCopies(count, block)) + "]}";
    }

    private static String header(String type, int length) {
        return "{\"type\":\"header\",\"text\":{\"type\":\"" + type + "\",\"text\":\"" + "x".repeat(length) + "\"}}";
    }

    private static String section(int length) {
        return "{\"type\":\"section\",\"text\":{\"type\":\"mrkdwn\",\"text\":\"" + "x".repeat(length) + "\"}}";
    }

    private static String fields(int count, int length) {
        String field = "{\"type\":\"mrkdwn\",\"text\":\"" + "x".repeat(length) + "\"}";
        return "{\"type\":\"section\",\"fields\":[" + String.join(",", Collections.nCopies(count, field)) + "]}";
    }

    private static String button(String url) {
        return "{\"type\":\"actions\",\"elements\":[{\"type\":\"button\",\"url\":\"" + url
                + "\",\"text\":{\"type\":\"plain_text\",\"text\":\"Open\"}}]}";
    }
}
