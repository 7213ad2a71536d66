package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.decode.JsonRecordDecoder;
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
    void aFieldOfThatNameIsALabelAsAnyOther() {
        assertThat(decoding.document("{\"fields_over_limit\":\"\",\"a\":1}").at("/labels/fields_over_limit/0"))
                .hasToString("\"\"");
    }
}
