package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of known fields and the mapping of the index template are the same list. */
class IndexTemplateTest {
    private static final Path FILE = Path.of("../index-templates/_component_template/tocsin-logs-mappings.json");

    /** What is mapped and comes from no client: written by the service itself, or holds what is not a known field. */
    private static final Map<String, String> OURS = Map.of(
            "event.ingested", "date",
            "labels", "object",
            "numeric_labels", "object",
            "labels_overflow", "flattened",
            "labels_conflict", "flattened");

    @Test
    void mapsEveryKnownFieldByItsTypeAndNothingElse() {
        // given
        JsonNode mappings = JsonMapper.shared().readTree(FILE.toFile()).at("/template/mappings");
        Map<String, String> mapped = new TreeMap<>();
        collect(mappings, "", mapped);

        // when
        Map<String, String> known = new TreeMap<>(OURS);
        EcsFields.ALL.forEach(field -> known.put(field.path(), typeOf(field)));

        // then
        assertThat(mapped).isEqualTo(known);
    }

    private static String typeOf(EcsField field) {
        // Logback stamps nanoseconds; the other dates are told in milliseconds by whoever sends them.
        return field.path().equals("@timestamp")
                ? "date_nanos"
                : switch (field.type()) {
                    case KEYWORD -> "keyword";
                    case TEXT -> "text";
                    case LONG -> "long";
                    case DOUBLE -> "double";
                    case BOOLEAN -> "boolean";
                    case DATE -> "date";
                    case IP -> "ip";
                };
    }

    private static void collect(JsonNode object, String prefix, Map<String, String> types) {
        object.path("properties").forEachEntry((name, field) -> {
            if (field.has("properties")) {
                collect(field, prefix + name + ".", types);
            } else {
                types.put(prefix + name, field.path("type").asString());
            }
        });
    }
}
