package dev.tocsin.alert.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.heartbeat.HeartbeatRule;
import dev.tocsin.alert.store.DeliveryHouse;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The list of windows against a list that was made beside it, from a real index and a real queue. */
final class WindowPagesIT {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(MIDNIGHT.plusSeconds(7200));
    private static final String HEARTBEAT = HeartbeatRule.NAME;
    private static final List<String> RULES = List.of("a-rule", "b-rule", "b.rule", HEARTBEAT);

    private final DeliveryHouse house = DeliveryHouse.empty();
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

    private void deleteAll() throws IOException {
        for (JsonValue index : link.call(ElasticRequest.get("/_resolve/index/tocsin-history-*", Map.of()))
                .json()
                .getJsonArray("indices")) {
            link.call("DELETE", "/" + index.asJsonObject().getString("name"), Map.of(), null);
        }
    }

    private static HistoryEntry record(String rule, String version, int minute, int revision, Random random) {
        Instant end = MIDNIGHT.plusSeconds(60L * (minute - 5));
        JsonObjectBuilder document = Json.createObjectBuilder()
                .add("@timestamp", end.toString())
                .add("kind", "window")
                .add("rule", rule)
                .add("version", version)
                .add(
                        "window",
                        Json.createObjectBuilder()
                                .add("start", end.minusSeconds(60).toString())
                                .add("end", end.toString())
                                .add("revision", revision))
                .add("hits", random.nextInt(1_000_000));
        if (random.nextInt(4) == 0) {
            document.add("answer", "undecided");
        } else {
            document.add("answer", "counted").add("active", random.nextInt(2));
        }
        return new HistoryEntry(
                "window",
                rule + "|" + version + "|" + end + "|" + revision,
                LocalDate.ofInstant(end, ZoneOffset.UTC),
                document.build());
    }

    private void write(List<HistoryEntry> entries) {
        house.history.add(entries);
        HistoryWriter writer =
                new HistoryWriter(house.history, link, 90, CLOCK, new Random(1), new SimpleMeterRegistry());
        while (house.history.depth().waiting() > 0) {
            writer.step();
        }
    }

    @Test
    void allPartsTogetherAreTheWholeListInItsOrder() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, JsonObject> newest = new LinkedHashMap<>();
        List<HistoryEntry> written = new ArrayList<>();
        List<HistoryEntry> waiting = new ArrayList<>();
        for (String rule : RULES) {
            for (int minute = 0; minute < 12; minute++) {
                for (int revision = random.nextInt(3); revision >= 0; revision--) {
                    String version = random.nextInt(5) == 0 ? "V2" : "v1";
                    HistoryEntry first = record(rule, version, minute, revision, random);
                    boolean isWritten = random.nextInt(3) > 0;
                    (isWritten ? written : waiting).add(first);
                    newest.put(first.id(), first.document());
                    if (random.nextInt(3) == 0) {
                        HistoryEntry again = record(rule, version, minute, revision, random);
                        waiting.add(again);
                        newest.put(again.id(), again.document());
                    }
                }
            }
        }
        write(written);
        house.history.add(waiting);
        WindowPages pages = new WindowPages(house.history, new HistoryReader(house.history, link), HEARTBEAT);

        for (WindowChoice choice : List.of(
                choice(null, null, null),
                choice("b-rule", null, null),
                choice(HEARTBEAT, null, null),
                choice(null, "undecided", null),
                choice(null, null, false),
                choice("a-rule", "counted", true))) {
            List<JsonObject> expected = newest.values().stream()
                    .filter(record -> isMeant(record, choice))
                    .sorted(Comparator.comparing(
                                    (JsonObject record) -> record.getString("@timestamp"), Comparator.reverseOrder())
                            .thenComparing(record -> record.getString("rule"))
                            .thenComparing(record -> record.getString("version"))
                            .thenComparing(
                                    record -> record.getJsonObject("window").getInt("revision"),
                                    Comparator.reverseOrder()))
                    .toList();

            List<JsonObject> seen = new ArrayList<>();
            Optional<WindowPlace> after = Optional.empty();
            do {
                WindowPages.Page page = pages.page(choice, after, 5 + random.nextInt(20));
                seen.addAll(page.records());
                after = Optional.ofNullable(page.next());
            } while (after.isPresent());

            assertThat(seen).as("seed %d, %s", seed, choice).isEqualTo(expected).isNotEmpty();
        }
    }

    @Test
    void revisionsOfOneWindowAreReadNewestFirst() throws IOException {
        Random random = new Random(1);
        List<HistoryEntry> revisions = new ArrayList<>();
        for (int revision : List.of(1, 0, 3, 2)) {
            revisions.add(record("a-rule", "v1", 5, revision, random));
        }
        write(revisions.subList(0, 3));
        house.history.add(revisions.subList(3, 4));
        HistoryReader reader = new HistoryReader(house.history, link);

        for (int most : List.of(4, 2)) {
            assertThat(reader.read("window", "a-rule", MIDNIGHT, MIDNIGHT.plusMillis(1), most))
                    .extracting(record -> record.getJsonObject("window").getInt("revision"))
                    .isEqualTo(List.of(3, 2, 1, 0).subList(0, most));
        }
    }

    private static WindowChoice choice(@Nullable String rule, @Nullable String answer, @Nullable Boolean calm) {
        return new WindowChoice(rule, MIDNIGHT.minusSeconds(240), MIDNIGHT.plusSeconds(300), answer, calm);
    }

    /** The choice once more, in the test's own words. */
    private static boolean isMeant(JsonObject record, WindowChoice choice) {
        String end = record.getString("@timestamp");
        String rule = record.getString("rule");
        return end.compareTo("2026-11-22T23:56:00Z") >= 0
                && end.compareTo("2026-11-23T00:05:00Z") < 0
                && (choice.rule() == null ? !rule.equals(HEARTBEAT) : rule.equals(choice.rule()))
                && (choice.answer() == null || record.getString("answer").equals(choice.answer()))
                && (choice.calm() == null || record.getInt("active", 7) == (choice.calm() ? 0 : 1));
    }
}
