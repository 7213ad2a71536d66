package dev.tocsin.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records that do not fit what their data stream has mapped, in the ways that are met: a row for each, and mixtures of
 * them by chance. The mappings are in {@link #MAPPINGS}; every type in them is one that the smallest Elasticsearch has.
 */
final class ConflictCorpus {
    /** Numbers as they are sent. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final long SEED = 4712L;

    /**
     * A record.
     *
     * @param stream by the name of its mapping
     * @param place where it comes in
     * @param fields as they are sent, without what all have
     * @param moved the names below {@code labels_conflict} that it has to have afterwards, and no others
     */
    record Sent(String stream, Place place, JsonNode fields, Set<String> moved) {}

    /** Through a door, or as a document of the journal: of shapes that no door makes today. */
    enum Place {
        DOOR,
        JOURNAL
    }

    /** Of each type some texts that it refuses; a label is a text, or a number below. */
    private static final Map<String, List<String>> REFUSED_TEXTS = refusedTexts();

    private static final Map<String, List<String>> REFUSED_NUMBERS = refusedNumbers();

    /** What fits, to be found in the field itself, also after another value of the field was refused. */
    private static final Map<String, List<String>> FITTING = Map.ofEntries(
            Map.entry("long", List.of("42", "-7")),
            Map.entry("integer", List.of("43")),
            Map.entry("short", List.of("44")),
            Map.entry("byte", List.of("45")),
            Map.entry("double", List.of("4.5", "1e3")),
            Map.entry("float", List.of("0.5")),
            Map.entry("half_float", List.of("1.5")),
            Map.entry("boolean", List.of("true", "false")),
            Map.entry("date", List.of("2026-11-23", "2026-11-23T01:00:00Z")),
            Map.entry("date_nanos", List.of("2026-11-23T01:00:00.123456789Z")),
            Map.entry("ip", List.of("10.0.0.1", "fe80::1", "abcd::")));

    private static final String LONG_TEXT = "é".repeat(20_000);

    private final List<Sent> first = new ArrayList<>();
    private final List<Sent> rest = new ArrayList<>();

    ConflictCorpus() {
        labelsOfEachType();
        severalAtOnce();
        mixtures(new Random(SEED));
        foreignFields();
        strict();
        crowded();
        ours();
        journaled();
    }

    /** What has to come first, for it makes the mapping that others do not fit. */
    List<Sent> first() {
        return first;
    }

    List<Sent> rest() {
        return rest;
    }

    private static Map<String, List<String>> refusedTexts() {
        Map<String, List<String>> texts = new LinkedHashMap<>();
        texts.put("long", List.of("word", "2026-11-23", "10.0.0.1", "true", "9223372036854775808", "ORD-17", "1,5"));
        texts.put("integer", List.of("word", "3000000000"));
        texts.put("short", List.of("70000"));
        texts.put("byte", List.of("200"));
        texts.put("double", List.of("word", "1e999", "NaN", "1.2.3"));
        texts.put("float", List.of("1e300"));
        texts.put("half_float", List.of("70000"));
        texts.put("boolean", List.of("word", "yes", "1", "TRUE", "2026-11-23"));
        texts.put("date", List.of("word", "10.0.0.1", "true", "2026-13-45", "23/11/2026", "yesterday at 5"));
        texts.put("date_nanos", List.of("1677-01-01T00:00:00Z", "2300-01-01T00:00:00Z", "word"));
        texts.put("ip", List.of("word", "12", "2026-11-23", "10.0.0.256", "10.0.0.1:80", "fe80::1::2", "010.0.0.1"));
        texts.put("geo_point", List.of("nowhere at all", "91,181", "48.1;11.5", "1,2,3,4"));
        texts.put("integer_range", List.of("word", "5"));
        texts.put("date_range", List.of("2026-11-23"));
        texts.put("ip_range", List.of("10.0.0.1"));
        texts.put("flattened", List.of("word", "12"));
        return texts;
    }

    private static List<String> refusedBy(String type) {
        return REFUSED_TEXTS.getOrDefault(type, List.of());
    }

    private static Map<String, List<String>> refusedNumbers() {
        Map<String, List<String>> numbers = new LinkedHashMap<>();
        numbers.put("ip", List.of("7"));
        numbers.put("boolean", List.of("0", "1"));
        numbers.put("date_nanos", List.of("-1"));
        numbers.put("byte", List.of("300", "[1,300]"));
        numbers.put("short", List.of("70000"));
        numbers.put("integer", List.of("3000000000"));
        numbers.put("long", List.of("1e300"));
        numbers.put("half_float", List.of("70000"));
        numbers.put("geo_point", List.of("7"));
        numbers.put("integer_range", List.of("7"));
        numbers.put("flattened", List.of("7.5"));
        return numbers;
    }

    private void labelsOfEachType() {
        REFUSED_TEXTS.forEach((type, texts) -> texts.forEach(text -> {
            door("typed", fields("of_" + type, JSON.valueToTree(text)), "labels.of_" + type);
            List<String> fitting = FITTING.getOrDefault(type, List.of());
            if (!fitting.isEmpty()) {
                JsonNode both = JSON.valueToTree(List.of(fitting.getFirst(), text));
                door("typed", fields("of_" + type, both), "labels.of_" + type);
            }
        }));
        FITTING.forEach((type, texts) ->
                texts.forEach(text -> door("typed", fields("of_" + type, JSON.valueToTree(text)))));
        REFUSED_NUMBERS.forEach((type, numbers) -> numbers.forEach(
                number -> door("typed", "{\"n_%s\":%s}".formatted(type, number), "numeric_labels.n_" + type)));
        door("typed", "{\"n_byte\":7}");
        door("typed", "{\"n_integer\":[8,9]}");
        door("typed", "{\"of_boolean\":true}");
        door("typed", "{\"of_long\":true}", "labels.of_long");
        door("typed", "{\"of_ip\":[\"10.0.0.1\",\"::1\"]}");
        door("typed", "{\"of_date\":null,\"of_ip\":[],\"of_long\":{},\"of_double\":[null]}");
    }

    /** More of them than are moved one by one, too. */
    private void severalAtOnce() {
        List<String> types = List.copyOf(REFUSED_TEXTS.keySet());
        for (int count = 2; count <= types.size(); count++) {
            ObjectNode fields = JSON.createObjectNode();
            Set<String> moved = new LinkedHashSet<>();
            for (String type : types.subList(0, count)) {
                fields.put("of_" + type, refusedBy(type).getLast());
                moved.add("labels.of_" + type);
            }
            rest.add(new Sent("typed", Place.DOOR, fields, moved));
        }
    }

    private void mixtures(Random random) {
        List<String> types = List.copyOf(REFUSED_TEXTS.keySet());
        for (int i = 0; i < 60; i++) {
            ObjectNode fields = JSON.createObjectNode();
            Set<String> moved = new LinkedHashSet<>();
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                String type = types.get(random.nextInt(types.size()));
                List<String> fitting = FITTING.getOrDefault(type, List.of());
                boolean fits = !fitting.isEmpty() && random.nextInt(3) == 0;
                List<String> texts = fits ? fitting : refusedBy(type);
                fields.put("of_" + type, texts.get(random.nextInt(texts.size())));
                if (fits) {
                    moved.remove("labels.of_" + type);
                } else {
                    moved.add("labels.of_" + type);
                }
            }
            fields.put("mixture", "no " + i);
            rest.add(new Sent("typed", Place.DOOR, fields, moved));
        }
    }

    /** Known fields in a stream whose mapping somebody else made. */
    private void foreignFields() {
        before("foreign", "{\"a\":\"1\",\"c.d\":\"2\",\"when\":\"2026-11-23\"}");
        door("foreign", "{\"host.name\":\"h1\",\"host.ip\":[\"10.0.0.1\",\"::1\"]}", "host.name", "host.ip");
        door("foreign", "{\"user\":{\"id\":\"u1\",\"roles\":[\"r1\",\"r2\"]}}", "user.id", "user.roles");
        door(
                "foreign",
                "{\"http.request\":{\"method\":\"GET\",\"bytes\":7}}",
                "http.request.method",
                "http.request.bytes");
        door("foreign", "{\"url.full\":\"" + LONG_TEXT + "\",\"url.path\":\"/p\"}", "url.full");
        door("foreign", "{\"error.message\":\"" + LONG_TEXT + "\"}", "error.message");
        door("foreign", "{\"error.message\":\"short\"}");
        door("foreign", "{\"source.ip\":\"10.0.0.1\",\"source.port\":80}", "source.ip");
        door("foreign", "{\"process.pid\":4711,\"process.name\":\"p\"}", "process.pid");
        door("foreign", "{\"log.logger\":\"dev.shop\"}", "log.logger");
        door("foreign", "{\"log.logger\":\"17\"}");
        door("foreign", "{\"log.level\":\"INFO\"}", "log.level");
        door("foreign", "{\"span.id\":\"s1\"}", "span.id");
        door("foreign", "{\"trace.id\":\"t1\"}", "trace.id");
        door(
                "foreign",
                "{\"cloud\":{\"provider\":\"p\",\"account\":{\"id\":\"a\"}}}",
                "cloud.provider",
                "cloud.account.id");
        door("foreign", "{\"tags\":[\"x\",\"5\"]}", "tags");
        door("foreign", "{\"tags\":[\"5\",\"6\"]}");
        door("foreign", "{\"event.code\":\"E17\",\"event.action\":\"login\"}", "event.code", "event.action");
        door("foreign", "{\"event.duration\":7}", "event.duration");
        door("foreign", "{\"container.id\":\"c1\"}", "container.id");
        door(
                "foreign",
                "{\"kubernetes\":{\"namespace\":\"n\",\"pod.ip\":\"10.0.0.7\"}}",
                "kubernetes.namespace",
                "kubernetes.pod.ip");
        door("foreign", "{\"orchestrator.namespace\":\"o\"}", "orchestrator.namespace");
        door("foreign", "{\"organization.id\":\"g\"}", "organization.id");
        door("foreign", "{\"client.ip\":\"10.0.0.1\",\"client.port\":80}");
        door("foreign", "{\"n\":1}", "numeric_labels.n");
        door("foreign", "{\"n\":1.25,\"m\":[1,2],\"text\":\"found\"}", "numeric_labels.n", "numeric_labels.m");
        door("foreign", "{\"a.b\":\"3\"}", "labels.a.b");
        door("foreign", "{\"a\":{\"b\":\"4\",\"e\":{\"f\":\"5\"}}}", "labels.a.b", "labels.a.e.f");
        door("foreign", "{\"a\":\"6\",\"a.b\":\"7\"}", "labels.a.b");
        door("foreign", "{\"c\":\"8\"}", "labels.c");
        door("foreign", "{\"c\":\"9\",\"c.d\":\"10\"}", "labels.c");
        door("foreign", "{\"c.d.e\":\"11\"}", "labels.c.d.e");
        door("foreign", "{\"when\":\"word\"}", "labels.when");
        door("foreign", "{\"when\":\"2026-11-24\"}");
        door("foreign", "{\"when\":true}", "labels.when");
        door("foreign", "{\"häuser\":{\"größe\":\"viel\"},\"when\":\"üblich\"}", "labels.when");
        door("foreign", "{\" \":\"blank\",\"x y\":\"z\",\"é\":{\" é \":\"ü\"}}");
        door(
                "foreign",
                """
                {"host.name":"h","user.id":"u","http.request.id":"r","source.ip":"10.0.0.1","process.pid":1,"log.level":"INFO",
                "span.id":"s","n":3}""",
                "host.name",
                "user.id",
                "http.request.id",
                "source.ip",
                "process.pid",
                "log.level",
                "span.id",
                "numeric_labels.n");
    }

    private void strict() {
        door("strict", "{\"known\":\"1\"}");
        door("strict", "{\"unknown\":\"1\"}", "labels.unknown");
        door("strict", "{\"unknown\":{\"of\":\"2\"},\"known\":\"3\"}", "labels.unknown.of");
        door("strict", "{\"n\":5,\"host.name\":\"h\"}", "numeric_labels.n", "host.name");
        door("strict", "{\"process\":{\"pid\":5,\"name\":\"p\"}}", "process.pid", "process.name");
    }

    private void crowded() {
        ObjectNode many = JSON.createObjectNode().put("host.name", "h");
        Set<String> moved = new LinkedHashSet<>();
        for (int i = 0; i < 40; i++) {
            many.put("l" + i, "v" + i);
            moved.add("labels.l" + i);
        }
        rest.add(new Sent("crowded", Place.DOOR, many, moved));
    }

    /** Nothing of it is a conflict: our own mapping has a place for all. */
    private void ours() {
        door("ours", "{\"a\":1}");
        door("ours", "{\"a.b\":2}");
        door("ours", "{\"a\":\"word\",\"a.b\":{\"c\":true}}");
        door("ours", "{\"host\":\"h\",\"log\":\"scalar\",\"error\":7,\"event\":\"e\",\"user\":[\"u\",{\"id\":\"i\"}]}");
        door("ours", "{\"source.ip\":\"no address\",\"process.pid\":\"many\",\"event.duration\":true}");
        door("ours", "{\"process.start\":\"1677-01-01T00:00:00Z\",\"event.created\":\"yesterday\"}");
        door(
                "ours",
                "{\"http.response.status_code\":1e300,\"url.port\":1.5,\"big\":1e400,\"id19\":1234567890123456789}");
        door("ours", "{\" \":1,\"\":2,\"a..b\":\"3\",\".x\":\"4\",\"ü ö\":\"5\",\"日本\":\"語\"}");
        door("ours", "{\"labels\":\"scalar\",\"numeric_labels\":\"word\",\"labels_conflict\":{\"x\":\"y\"}}");
        door(
                "ours",
                "{\"labels\":{\"x\":1,\"y\":\"z\"},\"numeric_labels\":{\"x\":\"w\"},\"labels_overflow\":[1,\"a\"]}");
        door("ours", "{\"mixed\":[1,\"a\",true,null,{\"b\":[2,{\"c\":\"d\"}]},[],{}]}");
        door("ours", "{\"deep\":" + "{\"d\":".repeat(40) + "\"bottom\"" + "}".repeat(40) + "}");
        door("ours", "{\"long_label\":\"" + "é".repeat(7_900) + "\"}");
        door("ours", "{\"message\":\"" + "é".repeat(9_000) + " end\"}");
        ObjectNode many = JSON.createObjectNode();
        for (int i = 0; i < 300; i++) {
            many.put("many" + i, i < 290 ? "v" + i : "é".repeat(6_000) + i);
        }
        rest.add(new Sent("ours", Place.DOOR, many, Set.of()));
    }

    private void journaled() {
        before("raw", "{\"a\":1,\"b\":{\"c\":1}}");
        journal("{\"o\":\"scalar\"}", "o");
        journal("{\"o\":[\"s\",{\"x\":1}]}", "o", "o.x");
        journal("{\"o\":{\"x\":\"w\",\"y\":\"fits\"}}", "o.x");
        journal("{\"o\":{\"x\":{\"y\":1}}}", "o.x.y");
        journal("{\"o.x\":\"w\"}", "o.x");
        journal("{\"o.x.y\":\"w\"}", "o.x.y");
        journal("{\"o\":{\"x\":5}}");
        journal("{\"n\":\"scalar\"}", "n");
        journal("{\"n\":[{\"x\":1},{\"x\":\"w\"}]}", "n.x");
        journal("{\"n\":[[{\"x\":\"w\"}]]}", "n.x");
        journal("{\"n\":[{\"z\":\"1\"},{\"z\":\"2\"},{\"z\":\"3\"},{\"z\":\"4\"}]}", "n.z");
        journal("{\"s\":{\"a\":1}}", "s.a");
        journal("{\"s\":[{\"a\":1},\"b\"]}", "s.a", "s");
        journal("{\"s\":{\"a\":[{\"b\":[1,2]},null,{\"c\":{}}]}}", "s.a.b");
        journal("{\"s\":" + "{\"d\":".repeat(30) + "\"bottom\"" + "}".repeat(30) + "}", "s" + ".d".repeat(30));
        journal("{\"s\":\"" + LONG_TEXT + "\"}", "s");
        journal("{\"f\":\"word\"}", "f");
        journal("{\"f\":{\"a\":{\"b\":{\"c\":\"1\"}}}}", "f.a.b.c");
        journal("{\"f\":{\"a\":\"fits\",\"b\":[\"1\",\"x\"]}}");
        journal("{\"d\":{}}", "d");
        journal("{\"d\":[1,\"a\",null,true]}", "d");
        journal("{\"d\":[[1,\"a\"],[]]}", "d");
        journal("{\"d\":[1,2]}");
        journal("{\"d]e\":\"w\"}", "d]e");
        journal("{\"ü\":\"é\",\"ö b\":\"w\"}", "ö b");
        journal("{\"a.b\":2}", "a.b");
        journal("{\"a\":{\"b\":3}}", "a.b");
        journal("{\"b\":4}", "b");
        journal("{\"b.c.d\":5}", "b.c.d");
        journal("{\"x..y\":6}", "x..y");
        journal("{\"g\":[{\"lat\":91,\"lon\":181}]}", "g.lat", "g.lon");
        journal("{\"g\":[1,\"a\"]}", "g");
        journal("{\"v\":\"word\"}", "v");
        journal("{\"v\":[1,2]}", "v");
        journal("{\"ü\":\"" + "é".repeat(30) + "\",\"v\":\"word\"}", "v");
        journal("{\"w\":\"word\"}", "w");
        journal("{\"r\":{\"gte\":5,\"lte\":\"x\"}}", "r.gte", "r.lte");
        journal("{\"labels_conflict\":{\"d\":\"earlier\"},\"d\":\"later\"}", "d");
        journal("{\"labels_conflict\":{\"d\":[\"one\",\"two\"]},\"d\":[\"three\",\"four\"]}", "d");
    }

    private void before(String stream, String fields) {
        first.add(new Sent(stream, stream.equals("raw") ? Place.JOURNAL : Place.DOOR, JSON.readTree(fields), Set.of()));
    }

    private void door(String stream, String fields, String... moved) {
        rest.add(new Sent(stream, Place.DOOR, JSON.readTree(fields), Set.of(moved)));
    }

    private void journal(String fields, String... moved) {
        rest.add(new Sent("raw", Place.JOURNAL, JSON.readTree(fields), Set.of(moved)));
    }

    private void door(String stream, JsonNode fields, String... moved) {
        rest.add(new Sent(stream, Place.DOOR, fields, Set.of(moved)));
    }

    private static JsonNode fields(String name, JsonNode value) {
        return JSON.createObjectNode().set(name, value);
    }

    /** What the streams have mapped, beyond what all have; {@code ours} is nothing but the shipped template. */
    static final Map<String, String> MAPPINGS = Map.of(
            "typed",
                    """
            {"properties":{
              "labels":{"type":"object","subobjects":false,"dynamic":true,"properties":{TYPES}},
              "numeric_labels":{"type":"object","subobjects":false,"dynamic":true,"properties":{NUMBERS}}}}""".replace("TYPES", typed("of_", REFUSED_TEXTS.keySet()))
                            .replace("NUMBERS", typed("n_", REFUSED_NUMBERS.keySet())),
            "foreign", """
            {"dynamic":true,"properties":{
              "host":{"type":"keyword"},"user":{"type":"keyword"},"cloud":{"type":"date"},"numeric_labels":{"type":"long"},
              "http":{"properties":{"request":{"type":"text"}}},
              "url":{"properties":{"full":{"type":"keyword"}}},
              "error":{"properties":{"message":{"type":"text","fields":{"raw":{"type":"keyword"}}}}},
              "source":{"type":"nested","properties":{"ip":{"type":"byte"}}},
              "process":{"properties":{"pid":{"type":"ip"}}},
              "log":{"properties":{"logger":{"type":"keyword","copy_to":"copied"},"level":{"type":"byte"}}},
              "copied":{"type":"long"},
              "span":{"properties":{"id":{"type":"alias","path":"trace.id"}}},
              "trace":{"properties":{"id":{"type":"ip"}}},
              "tags":{"type":"long"},
              "event":{"properties":{"code":{"type":"boolean"},"action":{"type":"long"},"duration":{"type":"ip"}}},
              "container":{"type":"geo_point"},"kubernetes":{"type":"integer_range"},
              "orchestrator":{"type":"completion"},"organization":{"type":"dense_vector","dims":3},
              "client":{"type":"flattened"}}}""",
            "strict", """
            {"dynamic":"strict","properties":{
              "labels":{"dynamic":"strict","properties":{"known":{"type":"keyword"}}},
              "message":{"type":"text"},
              "service":{"properties":{"name":{"type":"keyword"}}},
              "log":{"properties":{"source":{"properties":{"address":{"type":"keyword"}}}}},
              "event":{"dynamic":true,"properties":{"id":{"type":"keyword"}}}}}""",
            "crowded", "{\"dynamic\":true,\"properties\":{}}",
            "raw", """
            {"dynamic":true,"properties":{
              "o":{"properties":{"x":{"type":"long"},"y":{"type":"keyword"}}},
              "n":{"type":"nested","properties":{"x":{"type":"long"}}},
              "s":{"type":"keyword"},"f":{"type":"flattened","depth_limit":2},"d":{"type":"long"},"d]e":{"type":"long"},
              "ö b":{"type":"ip"},"g":{"type":"geo_point"},"v":{"type":"dense_vector","dims":3},
              "w":{"type":"sparse_vector"},"r":{"type":"integer_range"}}}""");

    /** More settings of a stream's template. */
    static final Map<String, String> SETTINGS = Map.of(
            "crowded", "{\"index.mapping.total_fields.limit\":25}",
            "raw", "{\"index.mapping.nested_objects.limit\":3}");

    /** The object of a stream that is mapped as nested. */
    static final Map<String, String> NESTED = Map.of("foreign", "source", "raw", "n");

    private static String typed(String prefix, Set<String> types) {
        return String.join(
                ",",
                types.stream()
                        .map(type -> "\"%s%s\":{\"type\":\"%s\"}".formatted(prefix, type, type))
                        .toList());
    }
}
