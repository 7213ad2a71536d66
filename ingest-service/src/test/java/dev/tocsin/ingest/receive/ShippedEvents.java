package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks what {@link LoggingShop} logged, by whatever encoder it came. */
@NullMarked
final class ShippedEvents {
    private ShippedEvents() {}

    static void assertArrived(OpenDoors doors, int events, boolean structuredArguments) {
        await().atMost(Duration.ofSeconds(60)).until(() -> doors.journal.count() == events + 1);
        assertThat(doors.deadLetters.letters()).isEmpty();
        List<JsonNode> documents = doors.documents().stream()
                .map(document -> JsonMapper.shared().readTree(document))
                .toList();
        Set<String> messages = new HashSet<>();
        for (JsonNode document : documents.subList(0, events)) {
            messages.add(text(document, "/message"));
            assertThat(text(document, "/log/level")).isEqualTo("INFO");
            assertThat(text(document, "/user/id")).isEqualTo("42");
            assertThat(text(document, "/labels/cart.size")).isEqualTo("3");
            String trace = text(document, "/trace/id");
            assertThat(text(document, "/message")).isEqualTo("order " + trace.substring(6) + " paid");
            if (structuredArguments) {
                assertThat(document.at("/numeric_labels/order.id").intValue())
                        .isEqualTo(Integer.parseInt(trace.substring(6)));
                assertThat(document.at("/numeric_labels/total").doubleValue()).isEqualTo(12.5);
            }
        }
        assertThat(messages).hasSize(events);
        for (JsonNode document : documents) {
            assertThat(Instant.parse(text(document, "/@timestamp")))
                    .isBetween(Instant.now().minusSeconds(300), Instant.now());
            assertThat(text(document, "/service/name")).isEqualTo("shop");
            assertThat(text(document, "/service/version")).isEqualTo("1.2");
            assertThat(text(document, "/log/logger")).isEqualTo("com.example.Shop");
            assertThat(text(document, "/log/origin/file/name")).isEqualTo("LoggingShop.java");
            assertThat(text(document, "/log/origin/function")).isEqualTo("log");
            assertThat(text(document, "/process/thread/name")).isNotEmpty();
            assertThat(text(document, "/event/dataset")).isEqualTo("shop");
        }
        JsonNode failure = documents.getLast();
        assertThat(text(failure, "/message")).isEqualTo("payment failed\nfor größe €");
        assertThat(text(failure, "/log/level")).isEqualTo("ERROR");
        assertThat(text(failure, "/error/type")).isEqualTo("java.lang.IllegalStateException");
        assertThat(text(failure, "/error/message")).isEqualTo("card refused\ntwice");
        assertThat(text(failure, "/error/stack_trace")).contains("\tat ").contains("expired");
        assertThat(failure.at("/tags").toString()).contains("AUDIT");
        assertThat(doors.journal.events()).allMatch(event -> event.dataStream().equals("logs-shop-tocsin"));
    }

    private static String text(JsonNode document, String pointer) {
        assertThat(document.at(pointer).isString())
                .as("%s of %s", pointer, document)
                .isTrue();
        return document.at(pointer).stringValue();
    }
}
