package dev.tocsin.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.bench.storm.StormStore.Committed;
import dev.tocsin.bench.storm.StormStore.News;
import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatMessage;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A recount that cannot fail proves nothing: each way to lose something is seen. */
final class StormRecountTest {
    private static final Instant START = Instant.parse("2026-11-23T10:05:00Z");
    private static final News FIRST = new News("a", TransitionKind.FIRED);
    private static final News SECOND = new News("b", TransitionKind.FIRED);
    private static final News END = new News("a", TransitionKind.RESOLVED);
    private static final List<Committed> COMMITTED =
            List.of(new Committed(FIRST, START), new Committed(SECOND, START), new Committed(END, START));
    private static final Map<News, String> TOLD = Map.of(FIRST, "m1", SECOND, "m1", END, "m2");

    private final List<ChatMessage> messages = new ArrayList<>();
    private final List<ChatEntry> log = new ArrayList<>();
    private List<String> refusals = List.of();

    @Test
    void whatSlackHasIsNotLost() {
        given(ChatEntry.Kind.POST, 2, "m1", "errors on node-000-001 and node-000-002");
        given(ChatEntry.Kind.REPLY, 8, "m2", "node-000-001 is well again");
        given(ChatEntry.Kind.UPDATE, 9, null, "node-000-001 is well again");

        StormOutcome outcome = recount(TOLD);

        assertThat(outcome.lost()).isZero();
        assertThat(outcome.firstPage()).hasSeconds(2);
        assertThat(outcome.messages()).isEqualTo(1);
        assertThat(outcome.replies()).isEqualTo(1);
        assertThat(outcome.edits()).isEqualTo(1);
        assertThat(outcome.named()).isEqualTo(2);
        assertThat(outcome.median()).hasSeconds(2);
        assertThat(outcome.slowest()).hasSeconds(8);
        assertThat(outcome.untilAllTold()).hasSeconds(9);
        assertThat(outcome.isGood()).isTrue();
    }

    @Test
    void whatTheOutboxTakesForToldAndSlackHasNotIsLost() {
        given(ChatEntry.Kind.POST, 2, "m1", "");

        assertThat(recount(TOLD)).satisfies(outcome -> {
            assertThat(outcome.lost()).isEqualTo(1);
            assertThat(outcome.isGood()).isFalse();
        });
    }

    @Test
    void whatTheOutboxHasNotOrNeverTriedIsLost() {
        given(ChatEntry.Kind.POST, 2, "m1", "");
        given(ChatEntry.Kind.REPLY, 3, "m2", "");

        assertThat(recount(Map.of(FIRST, "m1", END, "m2")).lost()).isEqualTo(1);
    }

    @Test
    void aMessageWithoutAMarkTellsNothing() {
        given(ChatEntry.Kind.POST, 2, null, "errors on node-000-001");

        assertThat(recount(TOLD).lost()).isEqualTo(3);
    }

    @Test
    void noPageAtAllIsALateOne() {
        assertThat(recount(Map.of())).satisfies(outcome -> {
            assertThat(outcome.lost()).isEqualTo(3);
            assertThat(outcome.firstPage()).isGreaterThan(Duration.ofDays(1));
        });
    }

    @Test
    void refusalsAreCountedByTheirReason() {
        given(ChatEntry.Kind.POST, 2, "m1", "");
        given(ChatEntry.Kind.REPLY, 3, "m2", "");
        refusals = List.of(
                "chat.update: {\"ok\":false,\"error\":\"ratelimited\"}",
                "chat.postMessage: {\"ok\":false,\"error\":\"invalid_blocks\"}",
                "chat.update: {\"ok\":false,\"error\":\"ratelimited\"}");

        StormOutcome outcome = recount(TOLD);

        assertThat(outcome.tooMany()).isEqualTo(2);
        assertThat(outcome.refusedOtherwise()).isEqualTo(1);
        assertThat(outcome.isGood()).isFalse();
    }

    @Test
    void aFirstPageAfterFiveSecondsIsNotGood() {
        given(ChatEntry.Kind.POST, 6, "m1", "");
        given(ChatEntry.Kind.REPLY, 7, "m2", "");

        assertThat(recount(TOLD).lost()).isZero();
        assertThat(recount(TOLD).isGood()).isFalse();
    }

    private StormOutcome recount(Map<News, String> messageOf) {
        return new StormRecount(messages, log, refusals).of(COMMITTED, messageOf);
    }

    private void given(ChatEntry.Kind kind, int second, @Nullable String news, String text) {
        Instant at = START.plusSeconds(second);
        JsonObject payload = Json.createObjectBuilder().add("text", text).build();
        log.add(new ChatEntry(at, kind, "C1", "1", null, payload));
        if (kind != ChatEntry.Kind.UPDATE) {
            JsonObject metadata = news == null
                    ? null
                    : Json.createObjectBuilder()
                            .add("event_type", "tocsin_alert")
                            .add("event_payload", Json.createObjectBuilder().add("news", news))
                            .build();
            String thread = kind == ChatEntry.Kind.POST ? null : "1";
            messages.add(new ChatMessage("C1", "" + second, thread, false, at, "U1", payload, metadata, 0));
        }
    }
}
