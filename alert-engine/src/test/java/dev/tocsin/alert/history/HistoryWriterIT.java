package dev.tocsin.alert.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class HistoryWriterIT {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));

    private final DeliveryHouse house = DeliveryHouse.empty();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private ElasticLink link;

    @BeforeEach
    void open() throws IOException {
        link = ElasticsearchForTests.link();
        deleteAll();
    }

    @AfterEach
    void close() throws IOException {
        deleteAll();
        link.close();
    }

    @Test
    void writesRowsIntoTheIndexOfTheirDayAndLetsThemGo() throws IOException {
        house.history.add(List.of(window(1, DAY), window(2, DAY.minusDays(1))));
        house.history.add(List.of(notification()));

        writer(link).step();

        assertThat(house.history.depth()).isEqualTo(new HistoryBacklog.Depth(0, 0, 0));
        assertThat(count("tocsin-history-windows-2026.11.23")).isEqualTo(1);
        assertThat(count("tocsin-history-windows-2026.11.22")).isEqualTo(1);
        assertThat(count("tocsin-history-notifications-2026.11.23")).isEqualTo(1);
        assertThat(registry.counter("tocsin.history.written").count()).isEqualTo(3);
    }

    @Test
    void writesTheSameRowTwiceIntoOneDocument() throws IOException {
        house.history.add(List.of(window(1, DAY)));
        writer(link).step();
        house.history.add(List.of(window(1, DAY)));
        writer(link).step();

        assertThat(count("tocsin-history-*")).isEqualTo(1);
    }

    @Test
    void typesEveryFieldOfItsRecords() throws IOException {
        house.history.add(List.of(notification(), window(1, DAY), transition()));
        writer(link).step();

        JsonObject mappings = link.call(ElasticRequest.get("/tocsin-history-*/_mapping", Map.of()))
                .json();
        assertThat(mappings).hasSize(3);
        mappings.forEach((index, mapping) -> {
            JsonObject known = mapping.asJsonObject().getJsonObject("mappings").getJsonObject("properties");
            JsonObject document = documentOf(index);
            assertThat(known.keySet()).as(index).containsAll(document.keySet());
            document.forEach((field, value) -> {
                if (value instanceof JsonObject object && !field.equals("group_values")) {
                    assertThat(known.getJsonObject(field)
                                    .getJsonObject("properties")
                                    .keySet())
                            .as(index + " " + field)
                            .containsAll(object.keySet());
                }
            });
        });
    }

    @Test
    void keepsAsideWhatElasticsearchRefusesAndGoesOn() throws IOException {
        JsonObject bad = Json.createObjectBuilder(window(1, DAY).document())
                .add("@timestamp", "never")
                .build();
        house.history.add(List.of(new HistoryEntry("window", "bad", DAY, bad), window(2, DAY)));

        writer(link).step();

        assertThat(house.history.depth().refused()).isEqualTo(1);
        assertThat(house.history.depth().waiting()).isZero();
        assertThat(count("tocsin-history-*")).isEqualTo(1);
    }

    @Test
    void keepsTheRowsWhileElasticsearchIsDown() throws IOException {
        house.history.add(List.of(window(1, DAY)));
        try (ElasticLink nowhere = ElasticLink.open(ElasticSettings.of(URI.create("http://127.0.0.1:1")))) {
            HistoryWriter writer = writer(nowhere);

            assertThat(writer.step()).isPositive();
            assertThat(writer.trouble()).contains("does not answer");
        }
        assertThat(house.history.depth().waiting()).isEqualTo(1);

        writer(link).step();
        assertThat(house.history.depth().waiting()).isZero();
    }

    @Test
    void writesALargeBacklogInOrder() throws IOException {
        List<HistoryEntry> many = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            many.add(window(i, DAY));
        }
        house.history.add(many);
        HistoryWriter writer = writer(link);

        writer.step();
        assertThat(house.history.oldest(1).getFirst().entry().id()).isEqualTo("rule|v1|500|0");
        writer.step();
        writer.step();

        assertThat(count("tocsin-history-*")).isEqualTo(1_200);
    }

    @Test
    void deletesWhatIsTooOldAndNothingElse() throws IOException {
        house.history.add(List.of(window(1, DAY), window(2, DAY.minusDays(90)), window(3, DAY.minusDays(91))));
        link.call("PUT", "/tocsin-history-notes", Map.of(), null);
        writer(link).step();

        // Also while there is something to write, which on a busy engine is always.
        house.history.add(List.of(window(4, DAY)));
        writer(link).step();

        assertThat(count("tocsin-history-windows-2026.11.23")).isEqualTo(2);
        assertThat(indices())
                .containsExactly(
                        "tocsin-history-notes",
                        "tocsin-history-windows-2026.08.25",
                        "tocsin-history-windows-2026.11.23");
    }

    @Test
    void readsWhatIsWrittenAndWhatStillWaits() throws IOException {
        house.history.add(List.of(window(1, DAY), window(2, DAY)));
        writer(link).step();
        house.history.add(List.of(window(2, DAY), window(3, DAY)));

        List<JsonObject> windows = new HistoryReader(house.history, link)
                .read(
                        "window",
                        "rule",
                        Instant.parse("2026-11-23T00:00:00Z"),
                        Instant.parse("2026-11-24T00:00:00Z"),
                        10);

        assertThat(windows)
                .extracting(document -> document.getJsonObject("window").getString("end"))
                .containsExactly("2026-11-23T10:03:00Z", "2026-11-23T10:02:00Z", "2026-11-23T10:01:00Z");
    }

    @Test
    void readsARangeThatLiesBehindALongBacklog() throws IOException {
        List<HistoryEntry> many = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            many.add(window(i, DAY));
        }
        many.add(unreadable());
        house.history.add(many);

        List<JsonObject> windows = new HistoryReader(house.history, link)
                .read(
                        "window",
                        "rule",
                        Instant.parse("2026-11-23T10:02:00Z"),
                        Instant.parse("2026-11-23T10:05:00Z"),
                        10);
        List<JsonObject> newest = new HistoryReader(house.history, link)
                .read("window", "rule", Instant.EPOCH, Instant.parse("2026-11-24T00:00:00Z"), 2);

        assertThat(windows)
                .extracting(document -> document.getJsonObject("window").getString("end"))
                .containsExactly("2026-11-23T10:04:00Z", "2026-11-23T10:03:00Z", "2026-11-23T10:02:00Z");
        assertThat(newest)
                .extracting(document -> document.getJsonObject("window").getString("end"))
                .containsExactly("2026-11-23T13:20:00Z", "2026-11-23T13:19:00Z");
    }

    @Test
    void readsTheNewestOfTwoThatAreAboutTheSameWindow() throws IOException {
        HistoryEntry first = window(1, DAY);
        JsonObject later = Json.createObjectBuilder(first.document())
                .add("answer", "undecided")
                .build();
        house.history.add(List.of(first, new HistoryEntry("window", first.id(), DAY, later)));

        assertThat(new HistoryReader(house.history, link)
                        .read("window", "rule", Instant.EPOCH, Instant.parse("2026-11-24T00:00:00Z"), 10))
                .extracting(document -> document.getString("answer"))
                .containsExactly("undecided");
    }

    @Test
    void writesWhatIsKnownOfANotificationThatCannotBeRead() throws IOException {
        house.history.add(List.of(unreadable()));

        writer(link).step();

        assertThat(house.history.depth()).isEqualTo(new HistoryBacklog.Depth(0, 0, 0));
        assertThat(count("tocsin-history-notifications-2026.11.23")).isEqualTo(1);
    }

    @Test
    void goesOnAfterAnErrorOfTheMachine() throws IOException {
        house.history.add(List.of(window(1, DAY)));
        AtomicInteger errors = new AtomicInteger(1);
        HistoryBacklog failing = new FaultyBacklog(house.history, () -> {
            if (errors.getAndDecrement() > 0) {
                throw new StackOverflowError("by the test");
            }
        });

        try (HistoryWriter writer = new HistoryWriter(failing, link, 90, CLOCK, new Random(1), registry)) {
            writer.start();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(house.history.depth().waiting()).isZero());
        }

        assertThat(errors.get()).as("it did fail").isNegative();
        assertThat(count("tocsin-history-*")).isEqualTo(1);
    }

    /** Fails before it hands out rows. */
    private record FaultyBacklog(HistoryBacklog real, Runnable fault) implements HistoryBacklog {
        @Override
        public List<Row> oldest(int most) {
            fault.run();
            return real.oldest(most);
        }

        @Override
        public void remove(List<Long> positions) {
            real.remove(positions);
        }

        @Override
        public void refuse(Map<Long, String> reasons) {
            real.refuse(reasons);
        }

        @Override
        public Depth depth() {
            return real.depth();
        }

        @Override
        public List<HistoryEntry> notYetWritten(String kind, String rule, Instant from, Instant to, int most) {
            return real.notYetWritten(kind, rule, from, to, most);
        }
    }

    private static HistoryEntry unreadable() {
        return NotificationRecord.ofUnreadable(
                new NotificationRecord.Fate(
                        "odd",
                        "alerts",
                        "dead",
                        0,
                        Instant.parse("2026-11-23T10:05:01Z"),
                        null,
                        "cannot be read",
                        null,
                        null),
                "rule",
                "FIRED",
                null);
    }

    private HistoryWriter writer(ElasticLink to) {
        return new HistoryWriter(house.history, to, 90, CLOCK, new Random(1), registry);
    }

    private static HistoryEntry window(int minute, LocalDate day) {
        Instant end = Instant.parse(day + "T10:00:00Z").plusSeconds(60L * minute);
        JsonObject document = head("window", end)
                .add("answer", "grouped")
                .add("hits", 143)
                .add("groups", 3)
                .add("groups_cut", 0)
                .add("breaching", 1)
                .add("active", 1)
                .add("status", "ALERTING")
                .build();
        return new HistoryEntry("window", "rule|v1|" + minute + "|0", day, document);
    }

    private static HistoryEntry transition() {
        JsonObject document = head("transition", Notices.FIRST)
                .add("transition", "FIRED")
                .add("from", "NORMAL")
                .add("to", "ALERTING")
                .add("episode", "e")
                .add("since", Notices.FIRST.toString())
                .add("group_values", Json.createObjectBuilder().add("service.name", "checkout-api"))
                .add("group", "service.name=checkout-api;")
                .add("reason", "143 hits")
                .add("severity", "critical")
                .add("value", 143.0)
                .add("threshold", 100.0)
                .build();
        return new HistoryEntry("transition", "t", DAY, document);
    }

    private static JsonObjectBuilder head(String kind, Instant end) {
        return Json.createObjectBuilder()
                .add("@timestamp", end.toString())
                .add("kind", kind)
                .add("rule", "rule")
                .add("version", "v1")
                .add(
                        "window",
                        Json.createObjectBuilder()
                                .add("start", end.minusSeconds(300).toString())
                                .add("end", end.toString())
                                .add("revision", 0));
    }

    private static HistoryEntry notification() {
        return NotificationRecord.of(
                new NotificationRecord.Fate(
                        "id",
                        "alerts",
                        "sent",
                        2,
                        Instant.parse("2026-11-23T10:05:01Z"),
                        "200 ok",
                        "earlier trouble",
                        "m",
                        new NotificationRecord.Suppressed(
                                "SILENCE", "7", "silenced by kim", Instant.parse("2026-11-23T10:05:01Z"))),
                Notices.fired().group("service.name", "a\u0000").build());
    }

    private JsonObject documentOf(String index) {
        try {
            link.call("POST", "/" + index + "/_refresh", Map.of(), null);
            return link.call(ElasticRequest.get("/" + index + "/_search", Map.of()))
                    .json()
                    .getJsonObject("hits")
                    .getJsonArray("hits")
                    .getJsonObject(0)
                    .getJsonObject("_source");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int count(String index) throws IOException {
        link.call("POST", "/" + index + "/_refresh", Map.of(), null);
        return link.call(ElasticRequest.get("/" + index + "/_count", Map.of()))
                .json()
                .getInt("count");
    }

    private List<String> indices() throws IOException {
        ElasticAnswer all = link.call(ElasticRequest.get("/_resolve/index/tocsin-history-*", Map.of()));
        return all.json().getJsonArray("indices").stream()
                .map(index -> index.asJsonObject().getString("name"))
                .sorted()
                .toList();
    }

    private void deleteAll() throws IOException {
        for (String index : indices()) {
            link.call("DELETE", "/" + index, Map.of(), null);
        }
    }
}
