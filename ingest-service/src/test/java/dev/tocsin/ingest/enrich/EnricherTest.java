package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EnricherTest {
    private final Decoding decoding = new Decoding();

    @Test
    void mapsWhatTheLogstashEncoderWrites() {
        String record = """
                {"@timestamp":"2026-11-23T01:43:11.180704903+01:00","@version":"1","message":"boom","logger_name":"c.S",\
                "thread_name":"main","level":"ERROR","level_value":40000,"stack_trace":"a.B: bad\\n\\tat a.B.c(B.java:1)\\n",\
                "traceId":"t1","spanId":"s1","user.id":"42","tags":["AUDIT","PAY"],"sequence":2,"order.id":7,"paid":true,\
                "HOSTNAME":"web-1","caller_class_name":"c.S","caller_method_name":"pay","caller_file_name":"S.java",\
                "caller_line_number":12,"service.name":"Checkout-API","items":[1,2],"cart":{"size":3,"kinds":["a","b"]}}""";

        LogEvent event = decoding.event(record);

        assertThat(event.dataStream()).isEqualTo("logs-checkout_api-tocsin");
        assertThat(event.clientId()).isNull();
        assertThat(Decoding.parse(event)).isEqualTo(Decoding.json("""
                {"@timestamp":"2026-11-23T00:43:11.180704903Z","message":"boom","tags":["AUDIT","PAY"],
                 "log":{"level":"ERROR","logger":"c.S",
                        "origin":{"class":"c.S","file":{"line":12,"name":"S.java"},"function":"pay"}},
                 "error":{"grouping_key":"72e89feb2d942954","message":"bad","stack_trace":"a.B: bad\\n\\tat a.B.c(B.java:1)\\n","type":"a.B"},
                 "service":{"name":"Checkout-API"},"host":{"name":"web-1"},
                 "process":{"thread":{"name":"main"}},"trace":{"id":"t1"},"span":{"id":"s1"},"user":{"id":"42"},
                 "labels":{"paid":"true","cart.kinds":["a","b"]},
                 "numeric_labels":{"order.id":7,"items":[1,2],"cart.size":3},
                 "event":{"dataset":"checkout_api","sequence":2}}"""));
    }

    @Test
    void mapsWhatTheEcsEncoderWrites() {
        String record = """
                {"@timestamp":"2026-11-23T01:43:11.180Z","log.level":"ERROR","message":"boom","ecs.version":"1.2.0",\
                "service.name":"shop","service.version":"1.4","event.dataset":"shop.log","process.thread.name":"main",\
                "log.logger":"c.S","labels":{"tenant":"a"},"tags":["x"],"error.type":"a.B","error.message":"bad",\
                "error.stack_trace":"a.B: other\\n\\tat x","log.origin":{"file.name":"S.java","function":"pay","file":{"line":1}}}""";

        assertThat(decoding.document(record)).isEqualTo(Decoding.json("""
                {"@timestamp":"2026-11-23T01:43:11.180Z","message":"boom","tags":"x",
                 "log":{"level":"ERROR","logger":"c.S","origin":{"file":{"line":1,"name":"S.java"},"function":"pay"}},
                 "error":{"grouping_key":"3127eea56640a79c","message":"bad","stack_trace":"a.B: other\\n\\tat x","type":"a.B"},
                 "service":{"name":"shop","version":"1.4"},"process":{"thread":{"name":"main"}},
                 "ecs":{"version":"1.2.0"},"labels":{"tenant":"a","event.dataset":"shop.log"},
                 "event":{"dataset":"shop"}}"""));
    }

    @Test
    void ofSeveralServicesTheFirstIsItAndTheOthersAreLabels() {
        LogEvent event = decoding.event(
                "{\"message\":\"m\",\"service.name\":[\" \",\"checkout\",\"cart\",\"checkout\"],\"log.level\":\"INFO\"}");

        assertThat(event.dataStream()).isEqualTo("logs-checkout-tocsin");
        assertThat(Decoding.parse(event).get("service")).isEqualTo(Decoding.json("{\"name\":\"checkout\"}"));
        assertThat(Decoding.parse(event).get("labels")).isEqualTo(Decoding.json("{\"service.name\":[\" \",\"cart\"]}"));
    }

    @Test
    void mapsPlainJson() {
        String record =
                "{\"time\":1795398191180,\"severity\":\"warning\",\"msg\":\"hi\",\"app\":\"shop\",\"host\":\"h1\"}";

        assertThat(decoding.document(record)).isEqualTo(Decoding.json("""
                {"@timestamp":"2026-11-23T01:43:11.180Z","message":"hi","log":{"level":"WARN"},
                 "service":{"name":"shop"},"host":{"name":"h1"},"event":{"dataset":"shop"}}"""));
    }

    @Test
    void saysWhoBroughtItUnlessTheRecordDoes() {
        assertThat(decoding.documentFrom("192.0.2.7", "{\"message\":\"m\",\"level\":\"info\"}")
                        .get("log"))
                .isEqualTo(Decoding.json("{\"level\":\"INFO\",\"source\":{\"address\":\"192.0.2.7\"}}"));
        assertThat(decoding.documentFrom("192.0.2.7", "{\"message\":\"m\",\"log.source.address\":\"10.0.0.1:5140\"}")
                        .get("log"))
                .isEqualTo(Decoding.json("{\"source\":{\"address\":\"10.0.0.1:5140\"}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // a scalar where ECS has an object
                "\"event\":\"login\"                       | \"labels\":{\"event\":\"login\"}",
                "\"log\":\"x\"                             | \"labels\":{\"log\":\"x\"}",
                "\"error\":\"bad\"                         | \"labels\":{\"error\":\"bad\"}",
                "\"error\":true                            | \"labels\":{\"error\":\"true\"}",
                "\"user\":\"joe\"                          | \"labels\":{\"user\":\"joe\"}",
                "\"http\":200                              | \"numeric_labels\":{\"http\":200}",
                "\"url\":[\"a\",\"b\"]                     | \"labels\":{\"url\":[\"a\",\"b\"]}",
                // an object where ECS has a scalar
                "\"log\":{\"level\":{\"name\":\"x\"}}      | \"labels\":{\"log.level.name\":\"x\"}",
                "\"trace\":{\"id\":{\"hex\":\"x\"}}        | \"labels\":{\"trace.id.hex\":\"x\"}",
                "\"tags\":{\"a\":\"b\"}                    | \"labels\":{\"tags.a\":\"b\"}",
                // a wrong scalar
                "\"http.response.status_code\":\"abc\"     | \"labels\":{\"http.response.status_code\":\"abc\"}",
                "\"http.response.status_code\":\"404\"     | \"http\":{\"response\":{\"status_code\":404}}",
                "\"http.response.status_code\":5.0         | \"http\":{\"response\":{\"status_code\":5}}",
                "\"http.response.status_code\":4.5         | \"numeric_labels\":{\"http.response.status_code\":4.5}",
                "\"http.response.status_code\":true        | \"labels\":{\"http.response.status_code\":\"true\"}",
                "\"http.response.status_code\":[200,\"x\"] | \"http\":{\"response\":{\"status_code\":200}},\"labels\":{\"http.response.status_code\":\"x\"}",
                "\"url.port\":99999999999999999999         | \"labels\":{\"url.port\":\"99999999999999999999\"}",
                "\"client.ip\":\"10.0.0.1\"                | \"client\":{\"ip\":\"10.0.0.1\"}",
                "\"client.ip\":[\"10.0.0.1\",\"::1\"]      | \"client\":{\"ip\":[\"10.0.0.1\",\"::1\"]}",
                "\"client.ip\":\"010.0.0.1\"               | \"labels\":{\"client.ip\":\"010.0.0.1\"}",
                "\"client.ip\":\"fe80::1%eth0\"            | \"labels\":{\"client.ip\":\"fe80::1%eth0\"}",
                "\"client.ip\":\"localhost\"               | \"labels\":{\"client.ip\":\"localhost\"}",
                "\"client.ip\":7                           | \"numeric_labels\":{\"client.ip\":7}",
                "\"process.start\":\"yesterday\"           | \"labels\":{\"process.start\":\"yesterday\"}",
                "\"user.id\":42                            | \"user\":{\"id\":\"42\"}",
                "\"trace.id\":[\"a\",\"b\"]                | \"trace\":{\"id\":\"a\"},\"labels\":{\"trace.id\":\"b\"}",
                // numbers that a double cannot hold
                "\"n\":1e400                               | \"labels\":{\"n\":\"1e400\"}",
                "\"n\":9007199254740993                    | \"labels\":{\"n\":\"9007199254740993\"}",
                "\"n\":[1,\"x\"]                           | \"labels\":{\"n\":[\"1\",\"x\"]}",
                // names
                "\"\":\"x\"                                | \"labels\":{\"_\":\"x\"}",
                "\"a\":{\"b\":\"1\"},\"a.b\":\"2\"         | \"labels\":{\"a.b\":[\"1\",\"2\"]}",
                "\"labels\":{\"a\":\"1\"},\"a\":\"2\"      | \"labels\":{\"a\":[\"1\",\"2\"]}",
                "\"labels\":\"x\"                          | \"labels\":{\"labels\":\"x\"}",
                "\"numeric_labels.a\":\"x\"                | \"labels\":{\"a\":\"x\"}",
                "\"_id\":\"x\"                             | \"labels\":{\"_id\":\"x\"}",
                "\"a\":\"\\u0000\\ud800\"                  | \"labels\":{\"a\":\"\\u0000\\ufffd\"}",
                // who is right
                "\"service.name\":\"s\"                    | ",
                "\"app\":\"other\"                         | \"labels\":{\"app\":\"other\"}",
                "\"level\":\"info\",\"log.level\":\"warn\" | \"log\":{\"level\":\"WARN\"},\"labels\":{\"level\":\"info\"}",
                "\"level\":\"info\",\"level\":\"warn\"     | \"log\":{\"level\":\"INFO\"},\"labels\":{\"level\":\"warn\"}",
                "\"@version\":\"1\",\"level_value\":1      | ",
                "\"@version\":\"2\",\"level_value\":\"x\"  | \"labels\":{\"@version\":\"2\",\"level_value\":\"x\"}",
            })
    void keepsWhatDoesNotFitAsALabel(String members, String expected) {
        JsonNode document = decoding.document("{\"service.name\":\"s\",\"message\":\"m\"," + members + "}");

        String comma = expected == null ? "" : ",";
        assertThat(document)
                .isEqualTo(Decoding.json(
                        "{\"@timestamp\":\"2026-11-23T02:00:00Z\",\"message\":\"m\",\"service\":{\"name\":\"s\"}"
                                + comma + (expected == null ? "" : expected) + ",\"event\":{\"dataset\":\"s\"}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"event.id\":\"e1\",\"event.action\":\"pay\"  | {\"event\":{\"action\":\"pay\",\"dataset\":\"s\",\"id\":\"e1\"}}",
                "\"event\":{\"duration\":\"x\"}                | {\"labels\":{\"event.duration\":\"x\"},\"event\":{\"dataset\":\"s\"}}",
                "\"event\":{\"ingested\":\"2026-01-01\"}       | {\"labels\":{\"event.ingested\":\"2026-01-01\"},\"event\":{\"dataset\":\"s\"}}",
                "\"event\":{\"unknown\":{\"a\":1}}             | {\"numeric_labels\":{\"event.unknown.a\":1},\"event\":{\"dataset\":\"s\"}}",
                "\"event.dataset\":\"s\"                       | {\"event\":{\"dataset\":\"s\"}}",
                "\"event.dataset\":\"other\"                   | {\"labels\":{\"event.dataset\":\"other\"},\"event\":{\"dataset\":\"s\"}}",
                "\"event.start\":1795398191180                 | {\"event\":{\"dataset\":\"s\",\"start\":\"2026-11-23T01:43:11.180Z\"}}",
                "\"@timestamp\":true                           | {\"labels\":{\"@timestamp\":\"true\"},\"event\":{\"dataset\":\"s\"}}",
                "\"@timestamp\":\"soon\"                       | {\"labels\":{\"@timestamp\":\"soon\"},\"event\":{\"dataset\":\"s\"}}",
                "\"@timestamp\":\"2026-11-25T00:00:00Z\"       | {\"labels\":{\"@timestamp\":\"2026-11-25T00:00:00Z\"},\"event\":{\"dataset\":\"s\"}}",
                "\"@timestamp\":{\"a\":1}                      | {\"numeric_labels\":{\"@timestamp.a\":1},\"event\":{\"dataset\":\"s\"}}",
                "\"time\":12.5                                 | {\"numeric_labels\":{\"time\":12.5},\"event\":{\"dataset\":\"s\"}}",
                "\"message\":{\"a\":\"b\"}                     | {\"labels\":{\"message.a\":\"b\"},\"event\":{\"dataset\":\"s\"}}",
            })
    void keepsEventTimeAndMessageInOrder(String members, String expected) {
        JsonNode document = decoding.document("{\"service.name\":\"s\"," + members + "}");

        JsonNode rest = Decoding.json(expected);
        rest.propertyNames().forEach(name -> assertThat(document.get(name)).isEqualTo(rest.get(name)));
        assertThat(document.get("@timestamp").stringValue()).isEqualTo("2026-11-23T02:00:00Z");
        assertThat(document.has("labels")).isEqualTo(rest.has("labels"));
        assertThat(document.has("numeric_labels")).isEqualTo(rest.has("numeric_labels"));
        assertThat(document.has("message")).isFalse();
    }

    @Test
    void anotherNameForTheTimeHelpsWhereTheFirstIsUnreadable() {
        JsonNode document = decoding.document(
                "{\"@timestamp\":\"soon\",\"timestamp\":\"2026-11-23T01:00:00Z\",\"app\":\"s\",\"message\":42}");

        assertThat(document.get("@timestamp").stringValue()).isEqualTo("2026-11-23T01:00:00Z");
        assertThat(document.get("message").stringValue()).isEqualTo("42");
        assertThat(document.get("labels").get("@timestamp").stringValue()).isEqualTo("soon");
    }

    @Test
    void aClientsEventIdIsTheDocumentsId() {
        assertThat(decoding.event("{\"event.id\":\"e-1\"}").clientId()).isEqualTo(new EventId("e-1"));
        EventId keyed = new EventId("key.0.content");
        assertThat(decoding.event("{\"event\":{\"id\":\"e-1\"}}", keyed).clientId())
                .isEqualTo(new EventId("e-1"));
        assertThat(decoding.event("{\"a\":1}", keyed).clientId()).isEqualTo(keyed);
        assertThat(decoding.event("{\"event.id\":\" \"}", keyed).clientId()).isEqualTo(keyed);
    }

    @Test
    void anEventIdThatElasticsearchCannotTakeIsHashed() {
        EventId spaced = Objects.requireNonNull(
                decoding.event("{\"event.id\":\"my event\"}").clientId());
        EventId again = decoding.event("{\"event.id\":\"my event\"}").clientId();
        EventId huge =
                decoding.event("{\"event.id\":\"" + "x".repeat(600) + "\"}").clientId();

        assertThat(spaced).isEqualTo(again).isNotEqualTo(huge);
        assertThat(spaced.value()).matches("[A-Za-z0-9_-]{24}");
    }

    @Test
    void eventsWithoutServiceGoToTheGenericStream() {
        assertThat(decoding.event("{\"message\":\"m\"}").dataStream()).isEqualTo("logs-generic-tocsin");
        assertThat(decoding.event("{\"service.name\":\" \"}").dataStream()).isEqualTo("logs-generic-tocsin");
        assertThat(decoding.event("{\"event.dataset\":\"nginx.access\"}").dataStream())
                .isEqualTo("logs-nginx.access-tocsin");
        assertThat(decoding.metrics.counter("tocsin.ingest.nameless.events").count())
                .isEqualTo(2);
    }

    @Test
    void labelNamesBeyondTheLimitOfTheirStreamOverflow() {
        Decoding few = new Decoding(new EnrichSettings("tocsin", 10, 3, Duration.ofHours(24), Duration.ZERO));

        few.event("{\"app\":\"s\",\"a\":\"1\",\"b\":2}");
        JsonNode document = few.document("{\"app\":\"s\",\"c\":\"x\",\"d\":\"y\",\"e\":[1,2],\"a\":\"z\"}");
        JsonNode otherStream = few.document("{\"app\":\"t\",\"d\":\"y\"}");

        assertThat(document.get("labels")).isEqualTo(Decoding.json("{\"c\":\"x\",\"a\":\"z\"}"));
        assertThat(document.get("labels_overflow")).isEqualTo(Decoding.json("{\"d\":\"y\",\"e\":[\"1\",\"2\"]}"));
        assertThat(otherStream.get("labels")).isEqualTo(Decoding.json("{\"d\":\"y\"}"));
        assertThat(few.metrics.counter("tocsin.ingest.overflowed.labels").count())
                .isEqualTo(2);
    }

    @Test
    void longLabelsAreCutAndSaySo() {
        JsonNode document =
                decoding.document("{\"message\":\"" + "m".repeat(100_000) + "\",\"a\":\"" + "😀".repeat(5_000) + "\"}");

        assertThat(document.get("message").stringValue()).hasSize(100_000);
        assertThat(document.get("labels").get("a").stringValue())
                .startsWith("😀".repeat(4_000))
                .endsWith("… [cut, 10000 characters, the rest is in fields_over_limit]");
    }

    @Test
    void oneHugeEventLeavesNothingBehindInTheNext() {
        StringBuilder huge = new StringBuilder("{\"app\":\"s\"");
        for (int i = 0; i < 9_000; i++) {
            huge.append(",\"k").append(i).append("\":\"v\"");
        }
        JsonNode before = decoding.document("{\"app\":\"s\",\"message\":\"m\"}");

        JsonNode document = decoding.document(huge.append('}').toString());

        assertThat(document.get("labels").size()).isEqualTo(200);
        assertThat(document.get("labels_overflow").size()).isEqualTo(8_800);
        assertThat(decoding.document("{\"app\":\"s\",\"message\":\"m\"}")).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        // at 2026-11-23T02:00:00Z
        "2026-11-23T01:00:00Z, 2026-11-23T01:00:00Z, ''",
        "2026-11-23T03:00:00Z, 2026-11-23T03:00:00Z, ''",
        "2026-11-23T03:00:01Z, 2026-11-23T02:00:00Z, future",
        "2026-11-22T02:00:00Z, 2026-11-22T02:00:00Z, ''",
        "2026-11-22T01:59:59Z, 2026-11-23T02:00:00Z, late",
    })
    void aTimeThatCannotBeTrueIsReplacedAndCounted(String sent, String stamped, String reason) {
        Decoding bounded = new Decoding(new EnrichSettings("tocsin", 10, 3, Duration.ofHours(1), Duration.ofDays(1)));

        JsonNode document = bounded.document("{\"@timestamp\":\"" + sent + "\",\"message\":\"m\"}");

        assertThat(document.get("@timestamp").stringValue()).isEqualTo(stamped);
        assertThat(document.path("labels").path("@timestamp").asString("")).isEqualTo(reason.isEmpty() ? "" : sent);
        for (String one : new String[] {"future", "late"}) {
            assertThat(bounded.metrics
                            .get("tocsin.ingest.restamped.events")
                            .tag("reason", one)
                            .counter()
                            .count())
                    .isEqualTo(one.equals(reason) ? 1 : 0);
        }
    }
}
