package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.decode.JsonRecordDecoder;
import dev.tocsin.ingest.redact.Redactor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OverLimitLabelTest {
    private final Decoding decoding =
            new Decoding(new EnrichSettings("tocsin", 20, 40, Duration.ofHours(24), Duration.ZERO));

    @Test
    void whatIsOverTheLimitIsInPiecesOfOneLabelWhateverOtherNamesThereAre() {
        StringBuilder record = new StringBuilder("{\"o\":{\"i\":{\"f\":0");
        for (int i = 1; i < JsonRecordDecoder.INNER_FIELDS; i++) {
            record.append(",\"f").append(i).append("\":1");
        }
        String late = "\"late\":\"" + "😀".repeat(10_000) + "\",\"last\":7";

        JsonNode document = decoding.document(record + "," + late + "}},\"message\":\"hello\"}");

        List<String> pieces = new ArrayList<>();
        document.at("/labels/fields_over_limit").forEach(piece -> pieces.add(piece.asString()));
        assertThat(String.join("", pieces)).isEqualTo("o.i: " + late);
        assertThat(pieces)
                .hasSizeGreaterThan(2)
                .allSatisfy(piece -> assertThat(piece.length()).isLessThanOrEqualTo(Labels.MAX_VALUE_LENGTH));
        assertThat(document.path("labels_overflow").has("o.i.f5000")).isTrue();
        assertThat(document.path("message").asString()).isEqualTo("hello");
    }

    @Test
    void ofALongLabelTheRestIsKeptInPieces() {
        String first = "😀".repeat(12_000);
        String second = "\\t" + "x".repeat(9_000);

        JsonNode document = decoding.document("{\"a\":[\"" + first + "\",\"short\",\"" + second + "\"],\"n\":1}");

        assertThat(whole(document, "a", 0) + whole(document, "a", 2)).isEqualTo(first + "\t" + "x".repeat(9_000));
        assertThat(document.at("/labels/a/1").asString()).isEqualTo("short");
        assertThat(document.at("/labels/fields_over_limit"))
                .hasSize(4)
                .allSatisfy(
                        piece -> assertThat(piece.asString().length()).isLessThanOrEqualTo(Labels.MAX_VALUE_LENGTH));
        assertThat(document.at("/numeric_labels/n").asInt()).isEqualTo(1);
    }

    /** What stands in the label, and what is kept behind it: each piece that begins with its name is of the next value. */
    private static String whole(JsonNode document, String label, int value) {
        String head = document.at("/labels/" + label + "/" + value).asString().replaceFirst("… \\[cut, .*", "");
        List<StringBuilder> rests = new ArrayList<>();
        document.at("/labels/fields_over_limit").forEach(piece -> {
            String text = piece.asString();
            if (text.startsWith(label + ": …")) {
                rests.add(new StringBuilder(text.substring(label.length() + 3)));
            } else {
                rests.getLast().append(text);
            }
        });
        return head + rests.get(value == 0 ? 0 : 1);
    }

    @Test
    void aSecretThatIsCutApartIsRedacted() {
        String text = "x".repeat(Labels.MAX_VALUE_LENGTH - 20) + " password=correct-horse-battery-staple "
                + "y".repeat(9_000);

        EventRules rules = new EventRules(Sieve.OPEN, Redactor.ofAllPatterns(List.of()));
        String document = new Decoding(EnrichSettings.DEFAULTS, rules)
                .document("{\"a\":\"" + text + "\"}")
                .toString();

        assertThat(document)
                .contains("password=[redacted")
                .doesNotContain("horse")
                .doesNotContain("staple");
    }

    @Test
    void theRestOfALabelThatHasNoFieldOfItsOwnIsKeptToo() {
        StringBuilder record = new StringBuilder("{\"app\":\"s\"");
        for (int i = 0; i < 50; i++) {
            record.append(",\"k").append(i).append("\":\"v\"");
        }

        JsonNode document = decoding.document(record + ",\"late\":\"" + "x".repeat(8_001) + "\"}");

        assertThat(document.at("/labels_overflow/late").asString()).contains("[cut, 8001 characters");
        assertThat(document.at("/labels/fields_over_limit/0").asString()).isEqualTo("late: …x");
    }

    @Test
    void aFieldOfThatNameIsALabelAsAnyOther() {
        assertThat(decoding.document("{\"fields_over_limit\":\"\",\"a\":1}").at("/labels/fields_over_limit/0"))
                .hasToString("\"\"");
    }
}
