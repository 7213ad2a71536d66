package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.EngineHouse.Event;
import dev.tocsin.alert.query.Contrast;
import dev.tocsin.alert.query.ContrastAsk;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs, found in events with a planted cause and without one, on a real Elasticsearch. */
class ContrastsIT {
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Window WINDOW = new Window(TEN.minus(Duration.ofMinutes(5)), TEN);
    private static final Window BEFORE = new Window(WINDOW.start().minus(Duration.ofDays(1)), WINDOW.start());
    private static final List<String> FIELDS =
            List.of("host.name", "service.version", "cloud.region", "error.type", "labels.provider");

    private static ElasticLink link;

    @BeforeAll
    static void start() throws IOException {
        link = ElasticsearchForTests.link();
    }

    @AfterAll
    static void stop() {
        link.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void namesTheCauseThatWasPlantedAndNothingElse(long seed) {
        // given: a day of events of all kinds, and a window in which most come from one place
        Random random = new Random(seed);
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        String cause = field.equals("error.type") ? "new" : "v" + random.nextInt(5);
        List<Event> events = noise(random, BEFORE, 2_000, "ERROR");
        int hits = 40 + random.nextInt(400);
        for (int i = 0; i < hits; i++) {
            events.add(event(random, WINDOW, "ERROR", random.nextInt(100) < 90 ? Map.of(field, cause) : Map.of()));
        }
        // Of other events it says nothing that they come from elsewhere.
        for (int i = 0; i < 3_000; i++) {
            events.add(event(random, WINDOW, "INFO", Map.of("host.name", "v4", "service.version", "v4")));
        }
        Rule rule = rule(index(events), "");

        // when
        List<Contrast> told = told(rule, GroupKey.ALL);

        // then
        assertThat(told)
                .as("seed %d: %s of %s", seed, cause, field)
                .singleElement()
                .satisfies(contrast -> {
                    assertThat(contrast.field()).isEqualTo(field);
                    assertThat(contrast.value()).isEqualTo(cause);
                    assertThat(contrast.of()).isEqualTo(hits);
                    assertThat(contrast.usualOf()).isEqualTo(2_000);
                    assertThat(100.0 * contrast.with() / contrast.of()).isBetween(80.0, 100.0);
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void isSilentWhereNothingDiffers(long seed) {
        Random random = new Random(seed);
        List<Event> events = noise(random, BEFORE, 300 + random.nextInt(2_000), "ERROR");
        events.addAll(noise(random, WINDOW, 15 + random.nextInt(300), "ERROR"));

        assertThat(told(rule(index(events), ""), GroupKey.ALL))
                .as("seed %d", seed)
                .isEmpty();
    }

    @Test
    void countsWhatIsUsualWhereTheValueIsNotFoundNow() {
        // given: the day before lies in another index, and half of it has the value that nine of ten have now
        Random random = new Random(21);
        String name = "logs-con" + UUID.randomUUID().toString().substring(0, 8);
        List<Event> before = new ArrayList<>();
        List<Event> now = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            before.add(event(random, BEFORE, "ERROR", Map.of("host.name", i % 10 < 7 ? "v1" : "v2")));
        }
        for (int i = 0; i < 200; i++) {
            now.add(event(random, WINDOW, "ERROR", Map.of("host.name", i % 10 < 9 ? "v1" : "v2")));
        }
        index(name + "-old-tocsin", before);
        index(name + "-tocsin", now);

        assertThat(told(rule(name + "-*", ""), GroupKey.ALL))
                .as("70 %% and now 90 %%: not worth a word")
                .isEmpty();
    }

    @Test
    void looksAtTheGroupAlone() {
        Random random = new Random(22);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(
                    event(random, BEFORE, "ERROR", Map.of("service.version", "v" + i % 5, "host.name", "v" + i % 2)));
        }
        for (int i = 0; i < 100; i++) {
            events.add(event(random, WINDOW, "ERROR", Map.of("service.version", "v3", "host.name", "v0")));
            events.add(event(random, WINDOW, "ERROR", Map.of("service.version", "v" + i % 5, "host.name", "v1")));
        }
        Rule rule = rule(index(events), "groupBy: [host.name]\n");

        assertThat(told(rule, new GroupKey(Map.of("host.name", "v0"))))
                .singleElement()
                .satisfies(contrast -> assertThat(contrast.value()).isEqualTo("v3"));
        assertThat(told(rule, new GroupKey(Map.of("host.name", "v1")))).isEmpty();
    }

    @Test
    void saysNothingOfFewEventsOrWithoutAPast() {
        Random random = new Random(23);
        List<Event> few = noise(random, BEFORE, 500, "ERROR");
        for (int i = 0; i < 9; i++) {
            few.add(event(random, WINDOW, "ERROR", Map.of("host.name", "v1")));
        }
        List<Event> young = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            young.add(event(random, WINDOW, "ERROR", Map.of("host.name", "v1")));
        }

        assertThat(told(rule(index(few), ""), GroupKey.ALL)).isEmpty();
        assertThat(told(rule(index(young), ""), GroupKey.ALL)).isEmpty();
    }

    @Test
    void aPageSaysWhatDiffers() {
        Random random = new Random(24);
        List<Event> events = noise(random, BEFORE, 1_000, "ERROR");
        for (int i = 0; i < 100; i++) {
            events.add(event(random, WINDOW, "ERROR", Map.of("host.name", i < 92 ? "node-3" : "v1")));
        }
        Rule rule = rule(index(events), "");
        assertThat(told(rule, GroupKey.ALL))
                .as("what is asked first takes longest")
                .hasSize(1);
        try (EngineHouse house = new EngineHouse()) {
            house.time.set(WINDOW.start().plusSeconds(1));
            AlertCycle engine = house.engine(link, List.of(rule));
            engine.run();
            house.time.set(TEN.plus(rule.delay()).plusSeconds(1));
            engine.run();

            assertThat(house.notices())
                    .singleElement()
                    .satisfies(notice -> assertThat(notice.getJsonArray("differs")
                                    .getJsonObject(0)
                                    .toString())
                            .isEqualTo("{\"field\":\"host.name\",\"value\":\"node-3\",\"with\":92,\"of\":100,"
                                    + "\"usualWith\":0,\"usualOf\":1000,\"usualHours\":24}"));
        }
    }

    private static List<Contrast> told(Rule rule, GroupKey group) {
        ContrastAsk ask = new ContrastAsk(rule, WINDOW, group, BEFORE);
        // On a busy machine the first answer comes too late for a page.
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> new WindowQueries(link, InstantSource.system()).contrasts(List.of(ask)),
                        answer -> answer.containsKey(ask))
                .getOrDefault(ask, List.of());
    }

    private static Rule rule(String index, String rest) {
        return RulesForTests.parse("""
                rule: r
                query: {streams: ["%s"], kql: "log.level: ERROR"}
                condition: {count: hits, threshold: {above: 50}}
                window: 5m
                every: 5m
                noData: zero
                %s""".formatted(index, rest));
    }

    private static List<Event> noise(Random random, Window window, int count, String level) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(event(random, window, level, Map.of()));
        }
        return events;
    }

    private static Event event(Random random, Window window, String level, Map<String, String> given) {
        StringBuilder fields = new StringBuilder("\"log.level\":\"" + level + "\",\"trace.id\":\"t" + random.nextInt(3)
                + "\",\"labels.order\":\"" + random.nextLong() + "\"");
        for (String field : FIELDS) {
            fields.append(",\"%s\":\"%s\"".formatted(field, given.getOrDefault(field, "v" + random.nextInt(5))));
        }
        return new Event(
                window.start().plusMillis(random.nextLong(window.length().toMillis())), fields.toString());
    }

    private static String index(List<Event> events) {
        return index("logs-con" + UUID.randomUUID().toString().substring(0, 8) + "-tocsin", events);
    }

    private static String index(String name, List<Event> events) {
        byte[] body = """
                {"settings": {"number_of_shards": 2, "number_of_replicas": 0}, "mappings": {
                  "dynamic_templates": [{"words": {"match_mapping_type": "string", "mapping": {"type": "keyword"}}}],
                  "properties": {"@timestamp": {"type": "date"}}}}""".getBytes(StandardCharsets.UTF_8);
        try {
            assertThat(link.call(ElasticRequest.json("PUT", "/" + name, Map.of(), body))
                            .isSuccess())
                    .isTrue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        EngineHouse.index(link, name, events);
        return name;
    }
}
