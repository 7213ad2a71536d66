package dev.tocsin.ingest.receive.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.RecordFate;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.receive.HttpAnswer;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventsAnswerTest {
    private static final LogEvent KEPT = new LogEvent(null, "logs-shop-tocsin", "{\"event\":{}}".getBytes(UTF_8));

    @Test
    void saysWhichRuleTookAnEventOut() {
        List<RecordFate> fates = List.of(
                KEPT,
                new SiftedOut("health-checks", SiftedOut.Reason.DROPPED, "logs-shop-tocsin"),
                new SiftedOut("debug", SiftedOut.Reason.SAMPLED_OUT, "logs-shop-tocsin"));

        HttpAnswer answer = answer(fates, List.of(id("a")));

        assertThat(new String(answer.body(), UTF_8))
                .isEqualTo("{\"accepted\":1,\"refused\":0,\"siftedOut\":2,\"records\":[{\"id\":\"a\"},"
                        + "{\"dropped\":\"health-checks\"},{\"sampledOut\":\"debug\"}]}");
    }

    @Test
    void isNoErrorWhenARuleTookOutAll() {
        SiftedOut out = new SiftedOut("health-checks", SiftedOut.Reason.DROPPED, "logs-shop-tocsin");

        assertThat(answer(List.of(out), List.of()).status()).isEqualTo(200);
    }

    @Test
    void isJsonWhateverTheReasonsSay() {
        MalformedRecord odd = new MalformedRecord("a \"quote\", a \\ and\na line", -1, "“é” \u0001");

        HttpAnswer answer = answer(List.of(KEPT, odd, KEPT), List.of(id("a"), id("b")));

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
        HttpAnswer answer = answer(Collections.nCopies(2, KEPT), List.of(id("a"), id("b")));

        assertThat(new String(answer.body(), UTF_8))
                .isEqualTo("{\"accepted\":2,\"refused\":0,\"records\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
    }

    private static HttpAnswer answer(List<RecordFate> fates, List<EventId> ids) {
        return EventsAnswer.ofRecords(fates, new BitSet(), ids);
    }

    /** Also where a refusal is told by its likeness: of the same ones some are kept, and the others are too many. */
    @Test
    void saysOfEachRefusedRecordWhetherItIsADeadLetter() {
        MalformedRecord bad = new MalformedRecord("not an object", -1, "x".repeat(1_000));
        BitSet letters = new BitSet();
        letters.set(0, 40);

        HttpAnswer answer = EventsAnswer.ofRecords(Collections.nCopies(50, bad), letters, List.of());

        JsonNode records = JsonMapper.shared().readTree(answer.body()).get("records");
        assertThat(records.get(0).at("/error/reason").asString()).isEqualTo("not an object");
        assertThat(records.get(39).at("/error/sameAs").asInt(-1)).isZero();
        for (int record = 0; record < 50; record++) {
            assertThat(records.get(record).at("/error/deadLetter").asBoolean(false))
                    .isEqualTo(record < 40);
        }
    }

    private static HttpAnswer refusing(List<MalformedRecord> refusals) {
        return answer(List.copyOf(refusals), List.of());
    }

    private static EventId id(String value) {
        return new EventId(value);
    }

    @Test
    void theSameRefusalManyTimesIsToldInFullOnceAndThenReferredTo() {
        List<MalformedRecord> refusals = IntStream.range(0, 50_000)
                .mapToObj(i -> i % 2 == 0
                        ? new MalformedRecord("not an object", i % 9, "send one JSON object for each event")
                        : MalformedRecord.forbidden("the token may not write it", "tokens.yml says what it may"))
                .toList();

        HttpAnswer answer = refusing(refusals);

        assertThat(answer.body().length).isLessThan(2_500_000);
        JsonNode records = JsonMapper.shared().readTree(answer.body()).get("records");
        assertThat(records.size()).isEqualTo(50_000);
        for (int i = 0; i < 50_000; i++) {
            JsonNode error = records.get(i).get("error");
            assertThat(error.path("status").asInt(0)).isEqualTo(i % 2 == 0 ? 0 : 403);
            assertThat(error.path("offset").asInt(-1)).isEqualTo(i % 2 == 0 ? i % 9 : -1);
            JsonNode told = error.has("sameAs")
                    ? records.get(error.get("sameAs").asInt()).get("error")
                    : error;
            assertThat(told.get("reason").asString()).isEqualTo(refusals.get(i).reason());
            assertThat(told.get("hint").asString()).isEqualTo(refusals.get(i).hint());
        }
    }

    @Test
    void manyDifferentRefusalsAreNotAllTold() {
        List<MalformedRecord> refusals = IntStream.range(0, 50_000)
                .mapToObj(i -> MalformedRecord.forbidden("may not write logs-" + i, "x".repeat(100)))
                .toList();

        HttpAnswer answer = refusing(refusals);

        assertThat(answer.body().length).isLessThan(2_500_000);
        JsonNode records = JsonMapper.shared().readTree(answer.body()).get("records");
        assertThat(records.get(100).get("error").get("reason").asString()).isEqualTo("may not write logs-100");
        JsonNode last = records.get(49_999).get("error");
        assertThat(records.get(last.get("sameAs").asInt())
                        .get("error")
                        .get("reason")
                        .asString())
                .startsWith("not told");
    }
}
