package dev.tocsin.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.elastic.testing.ElasticsearchForTests;
import dev.tocsin.ingest.ConflictCorpus.Place;
import dev.tocsin.ingest.ConflictCorpus.Sent;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.journal.Journal;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Records that do not fit are indexed once each, and everything in them is found by a search. */
@Timeout(300)
class ConflictCorpusIT {
    private static final JsonMapper JSON = ConflictCorpus.JSON;

    /** What every stream has, whoever made its mapping: without it nothing can be repaired. */
    private static final String ALWAYS = """
            {"properties":{"@timestamp":{"type":"date_nanos"},
            "labels_conflict":{"type":"flattened","ignore_above":8191,"depth_limit":20}}}""";

    private final String run = "conflict" + System.nanoTime();
    private final ConflictCorpus corpus = new ConflictCorpus();

    @TempDir
    private Path folder;

    private ElasticLink link;
    private RunningIngest ingest;

    @BeforeEach
    void start() throws IOException {
        link = ElasticsearchForTests.link();
        new TemplateInstaller(link, link.probe().version()).install();
        for (Map.Entry<String, String> mapping : ConflictCorpus.MAPPINGS.entrySet()) {
            String stream = mapping.getKey();
            boolean onOurs = stream.equals("typed");
            putTemplate(
                    stream,
                    onOurs ? List.of("tocsin-logs-mappings", "tocsin-logs-settings") : List.of(),
                    ConflictCorpus.SETTINGS.getOrDefault(stream, "{}"),
                    onOurs ? List.of(mapping.getValue()) : List.of(ALWAYS, mapping.getValue()));
        }
        ingest = RunningIngest.start(folder);
    }

    @AfterEach
    void close() {
        ingest.close();
        link.close();
    }

    @Test
    void everyLeafOfEveryRecordIsFoundAndEachRecordIsThereOnce() throws Exception {
        send("first", corpus.first());
        send("unknown", corpus.rest());
        // Now most of what does not fit is known and moved before it is sent.
        send("known", corpus.rest());

        List<String> missed = new ArrayList<>();
        missed.addAll(missedIn("first", corpus.first()));
        missed.addAll(missedIn("unknown", corpus.rest()));
        missed.addAll(missedIn("known", corpus.rest()));
        assertThat(missed)
                .as("what is not found, or not where it belongs; dead letters: %s", reasons())
                .isEmpty();
        assertThat(reasons()).isEmpty();
        int sent = corpus.first().size() + 2 * corpus.rest().size();
        assertThat(count("logs-" + run + "_*")).isEqualTo(sent);
        long conflicting = corpus.rest().stream()
                .filter(record -> !record.moved().isEmpty())
                .count();
        assertThat(conflicting).isGreaterThanOrEqualTo(200);
        assertThat(counter("tocsin.index.repaired.events")).isEqualTo(2.0 * conflicting);

        // Their clients send them again: to be known, each has to be compared with what became of it.
        send("known", corpus.rest());

        assertThat(reasons()).isEmpty();
        assertThat(count("logs-" + run + "_*")).isEqualTo(sent);
    }

    @Test
    void whatCannotBeRepairedIsADeadLetterThatSaysWhy() throws Exception {
        putTemplate("hopeless", List.of(), "{}", List.of("""
                {"properties":{"@timestamp":{"type":"date_nanos"},"labels_conflict":{"type":"keyword"},"n":{"type":"long"},
                "event":{"properties":{"kind":{"type":"keyword"}}}}}"""));

        send(
                "hopeless",
                List.of(new Sent("hopeless", Place.JOURNAL, JSON.readTree("{\"n\":\"secret\"}"), Set.of("n"))));

        assertThat(reasons())
                .singleElement()
                .asString()
                .startsWith("hopeless-0: ")
                .contains("failed to parse field [labels_conflict] of type [keyword]")
                .doesNotContain("secret");
    }

    private void putTemplate(String stream, List<String> components, String settings, List<String> mappings)
            throws IOException {
        ObjectNode mapping = JSON.createObjectNode();
        ObjectNode properties = JSON.createObjectNode();
        for (String part : mappings) {
            ObjectNode read = (ObjectNode) JSON.readTree(part);
            properties.setAll((ObjectNode) read.path("properties"));
            mapping.setAll(read);
        }
        mapping.set("properties", properties);
        ObjectNode template = JSON.createObjectNode().put("priority", 500);
        template.putArray("index_patterns").add("logs-" + run + "_" + stream + "-tocsin");
        template.putObject("data_stream");
        template.set("composed_of", JSON.valueToTree(components));
        template.putObject("template").set("mappings", mapping);
        ((ObjectNode) template.path("template")).set("settings", JSON.readTree(settings));
        ElasticAnswer answer = call("PUT", "/_index_template/" + run + "_" + stream, JSON.writeValueAsString(template));
        assertThat(answer.isSuccess()).as("%s: %s", stream, answer.json()).isTrue();
    }

    private void send(String round, List<Sent> records) {
        StringBuilder lines = new StringBuilder();
        List<LogEvent> documents = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Sent sent = records.get(i);
            ObjectNode record = JSON.createObjectNode();
            if (sent.place() == Place.DOOR) {
                record.put("service.name", run + "_" + sent.stream()).put("event.id", id(round, i));
                record.setAll((ObjectNode) sent.fields());
                lines.append(record).append('\n');
            } else {
                record.put("@timestamp", "2026-11-23T01:00:00Z").setAll((ObjectNode) sent.fields());
                record.putObject("event").put("kind", "event");
                documents.add(new LogEvent(
                        new EventId(id(round, i)),
                        stream(sent),
                        record.toString().getBytes(UTF_8)));
            }
        }
        ingest.context().getBean(Journal.class).append(documents).join();
        if (!lines.isEmpty()) {
            assertThat(ingest.post("/v1/events", lines.toString(), null).join().body())
                    .contains("\"refused\":0");
        }
        await().atMost(Duration.ofMinutes(2)).until(ingest::hasIndexedAll);
    }

    private static String id(String round, int number) {
        return round + "-" + number;
    }

    private String stream(Sent sent) {
        return "logs-" + run + "_" + sent.stream() + "-tocsin";
    }

    /** What is not there once, not found, or moved although it fits. */
    private List<String> missedIn(String round, List<Sent> records) throws IOException {
        call("POST", "/logs-" + run + "_*/_refresh", "");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            ids.add("{\"query\":{\"ids\":{\"values\":[\"" + id(round, i) + "\"]}}}");
        }
        List<JsonNode> documents = search(records, ids);
        List<String> searches = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            searches.add(searchForAllOf(records.get(i), id(round, i), documents.get(i)));
        }
        List<JsonNode> found = search(records, searches);
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Sent sent = records.get(i);
            String name = "%s in %s %s".formatted(id(round, i), sent.stream(), cut(sent.fields()));
            JsonNode hits = found.get(i).path("hits").path("hits");
            if (hits.size() != 1) {
                missed.add(name + " is there " + hits.size() + " times: " + cut(found.get(i)));
                continue;
            }
            Set<String> matched = new HashSet<>();
            hits.path(0).path("matched_queries").forEach(query -> matched.add(query.asString()));
            List<Leaf> leaves = Leaf.of(sent.fields());
            for (int leaf = 0; leaf < leaves.size(); leaf++) {
                if (!matched.contains("leaf " + leaf)) {
                    missed.add(name + ": nothing finds " + leaves.get(leaf) + " in "
                            + cut(hits.path(0).path("_source")));
                }
            }
            Set<String> moved = Set.copyOf(
                    hits.path(0).path("_source").path("labels_conflict").propertyNames());
            if (!moved.equals(sent.moved())) {
                missed.add(name + ": moved " + moved + " instead of " + sent.moved());
            }
        }
        return missed;
    }

    private static String searchForAllOf(Sent sent, String id, JsonNode answer) {
        ObjectNode search = JSON.createObjectNode();
        ObjectNode bool = search.putObject("query").putObject("bool");
        bool.putObject("filter").putObject("ids").putArray("values").add(id);
        JsonNode source = answer.path("hits").path("hits").path(0).path("_source");
        List<Leaf> leaves = Leaf.of(sent.fields());
        for (int i = 0; i < leaves.size(); i++) {
            String name = "leaf " + i;
            leaves.get(i)
                    .in(source)
                    .ifPresent(there ->
                            bool.withArray("should").add(there.query(name, ConflictCorpus.NESTED.get(sent.stream()))));
        }
        return search.toString();
    }

    /** The answers to one search for each record, in its stream. */
    private List<JsonNode> search(List<Sent> records, List<String> searches) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < records.size(); i++) {
            lines.append("{\"index\":\"").append(stream(records.get(i))).append("\"}\n");
            lines.append(searches.get(i)).append('\n');
        }
        List<JsonNode> answers = new ArrayList<>();
        JsonNode answer =
                JSON.readTree(call("POST", "/_msearch", lines.toString()).body());
        answer.path("responses").forEach(answers::add);
        assertThat(answers.size()).as("answers in %s", answer.path("error")).isEqualTo(records.size());
        return answers;
    }

    private static String cut(JsonNode node) {
        String text = node.toString();
        return text.length() < 300 ? text : text.substring(0, 300) + "…";
    }

    private long count(String streams) throws IOException {
        call("POST", "/" + streams + "/_refresh", "");
        return call("GET", "/" + streams + "/_count", "").json().getInt("count");
    }

    private double counter(String name) {
        return ingest.context().getBean(MeterRegistry.class).counter(name).count();
    }

    /** Of each dead letter whose it is and why it is one. */
    private List<String> reasons() throws IOException {
        List<String> reasons = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(
                            path -> requireNonNull(path.getParent()).endsWith("dead-letters"))
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    JsonNode letter = JSON.readTree(line);
                    reasons.add(letter.path("id").asString() + ": "
                            + letter.path("reason").asString());
                }
            }
        }
        return reasons;
    }

    private ElasticAnswer call(String method, String path, String body) throws IOException {
        return link.call(
                method.equals("GET")
                        ? ElasticRequest.get(path, Map.of())
                        : ElasticRequest.json(method, path, Map.of(), body.getBytes(UTF_8)));
    }
}
