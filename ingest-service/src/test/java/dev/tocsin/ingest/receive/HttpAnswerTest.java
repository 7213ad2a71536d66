package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.MalformedRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpAnswerTest {
    @Test
    void isJsonWhateverTheReasonsSay() {
        MalformedRecord odd = new MalformedRecord("a \"quote\", a \\ and\na line", -1, "“é” \u0001");

        HttpAnswer answer = HttpAnswer.ofRecords(Arrays.asList(null, odd, null), List.of(id("a"), id("b")));

        JsonNode json = JsonMapper.shared().readTree(answer.body());
        assertThat(json.path("accepted").asInt()).isEqualTo(2);
        assertThat(json.path("refused").asInt()).isEqualTo(1);
        assertThat(json.at("/records/2/id").asString()).isEqualTo("b");
        JsonNode error = json.at("/records/1/error");
        assertThat(error.path("reason").asString()).isEqualTo(odd.reason());
        assertThat(error.path("hint").asString()).isEqualTo(odd.hint());
        assertThat(error.has("offset")).isFalse();
    }

    @Test
    void saysNothingMoreThanTheIdsThatThereAre() {
        HttpAnswer answer = HttpAnswer.ofRecords(Collections.nCopies(2, null), List.of(id("a"), id("b")));

        assertThat(new String(answer.body(), UTF_8))
                .isEqualTo("{\"accepted\":2,\"refused\":0,\"records\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
    }

    private static EventId id(String value) {
        return new EventId(value);
    }
}
