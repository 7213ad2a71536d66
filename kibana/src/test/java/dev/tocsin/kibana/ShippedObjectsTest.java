package dev.tocsin.kibana;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shipped file passes every check, and every check finds what it is there for: each row breaks one object and names
 * the complaint.
 */
class ShippedObjectsTest {
    private static final SavedObjects SHIPPED = SavedObjects.shipped();
    private static final String FIRST_PANEL = "/panelsJSON/0";
    private static final String FIRST_CHART = FIRST_PANEL + "/embeddableConfig/attributes";
    private static final String FIRST_LAYER = FIRST_CHART + "/state/datasourceStates/formBased/layers/events";
    private static final String SEARCH_QUERY = "/kibanaSavedObjectMeta/searchSourceJSON/query/query";

    static Stream<Check> checks() {
        return Stream.of(
                new AttributesCheck(),
                new TextsCheck(),
                new ReferencesCheck(),
                new ChartsCheck(),
                new GridCheck(),
                new FieldsCheck(),
                new VersionsCheck());
    }

    @ParameterizedTest
    @MethodSource("checks")
    void passTheCheck(Check check) {
        assertThat(check.problemsOf(SHIPPED)).isEmpty();
    }

    @Test
    void areAFileOfLinesWithoutASummary() throws IOException {
        // given
        String file = Files.readString(Path.of("tocsin.ndjson"));

        // then
        assertThat(file).doesNotContain("\r").doesNotContain("exportedCount").endsWith("}\n");
        assertThat(file.lines()).allMatch(line -> line.startsWith("{\"type\":\""));
        assertThat(SHIPPED.all().stream().map(SavedObjects::nameOf))
                .containsExactly(
                        "tag tocsin",
                        "index-pattern tocsin-history",
                        "index-pattern tocsin-logs",
                        "query tocsin-errors",
                        "query tocsin-pages",
                        "search tocsin-alarms",
                        "search tocsin-errors-by-service",
                        "search tocsin-refused",
                        "search tocsin-slow-requests",
                        "dashboard tocsin-alerts",
                        "dashboard tocsin-operations");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                // attributes
                row(new AttributesCheck(), attribute("tocsin", "/colour", text("#000000")), "unknown attribute colour"),
                row(new AttributesCheck(), attribute("tocsin", "/color", text("red")), "a color is #RRGGBB"),
                row(new AttributesCheck(), without("tocsin-logs", "/allowNoIndex"), "missing attribute allowNoIndex"),
                row(new AttributesCheck(), attribute("tocsin-logs", "/tabs", JsonValue.TRUE), "unknown attribute tabs"),
                row(new AttributesCheck(), without("tocsin-errors", "/titleKeyword"), "missing attribute titleKeyword"),
                row(
                        new AttributesCheck(),
                        attribute("tocsin-errors", "/titleKeyword", text("other")),
                        "titleKeyword is the title"),
                row(
                        new AttributesCheck(),
                        attribute("tocsin-refused", "/tabs", JsonValue.EMPTY_JSON_ARRAY),
                        "unknown attribute tabs"),
                row(
                        new AttributesCheck(),
                        attribute("tocsin-operations", "/sections", JsonValue.EMPTY_JSON_ARRAY),
                        "unknown attribute sections"),
                row(
                        new AttributesCheck(),
                        attribute("tocsin-operations", FIRST_PANEL + "/version", text("9.0.0")),
                        "unknown attribute version"),
                row(
                        new AttributesCheck(),
                        attribute("tocsin-operations", FIRST_LAYER + "/columns/events/colour", text("red")),
                        "unknown attribute colour"),
                row(
                        new AttributesCheck(),
                        SHIPPED.with("tocsin", tag -> SavedObjects.set(tag, "namespaces", JsonValue.EMPTY_JSON_ARRAY)),
                        "unknown attribute namespaces"),
                // texts
                row(
                        new TextsCheck(),
                        raw("tocsin-logs", "fields", JsonValue.EMPTY_JSON_ARRAY),
                        "/fields is not a text"),
                row(new TextsCheck(), raw("tocsin-operations", "panelsJSON", text("[{]")), "/panelsJSON is not JSON"),
                row(new TextsCheck(), raw("tocsin-operations", "optionsJSON", text("7")), "/optionsJSON is not JSON"),
                // references
                row(
                        new ReferencesCheck(),
                        SHIPPED.with("tocsin-refused", ShippedObjectsTest::withoutReferences),
                        "used and not declared: kibanaSavedObjectMeta.searchSourceJSON.index"),
                row(
                        new ReferencesCheck(),
                        without("tocsin-operations", "/controlGroupInput/panelsJSON/service"),
                        "declared and not used: controlGroup_service:optionsListDataView"),
                row(
                        new ReferencesCheck(),
                        leadingElsewhere("tocsin-refused", "type", "tag"),
                        "leads to a tag, not a index-pattern"),
                row(
                        new ReferencesCheck(),
                        leadingElsewhere("tocsin-refused", "id", "gone"),
                        "not in the file: index-pattern gone"),
                row(
                        new ReferencesCheck(),
                        leadingElsewhere("tocsin-operations", "id", "gone"),
                        "not in the file: index-pattern gone"),
                row(
                        new ReferencesCheck(),
                        attribute("tocsin-operations", FIRST_CHART + "/references/0/id", text("tocsin-history")),
                        "the chart refers to"),
                row(
                        new ReferencesCheck(),
                        new SavedObjects(SHIPPED.all().stream()
                                .filter(object -> !object.getString("type").equals("tag"))
                                .toList()),
                        "not in the file: tag tocsin"),
                // charts
                row(
                        new ChartsCheck(),
                        without("tocsin-operations", FIRST_LAYER + "/columnOrder/0"),
                        "is not the columns"),
                row(
                        new ChartsCheck(),
                        without("tocsin-operations", FIRST_LAYER + "/columns/events/scale"),
                        "scale is missing"),
                row(
                        new ChartsCheck(),
                        attribute("tocsin-operations", FIRST_LAYER + "/columns/events/sourceField", text("message")),
                        "sourceField is wrong for count"),
                row(
                        new ChartsCheck(),
                        without("tocsin-operations", FIRST_LAYER + "/columns/service/sourceField"),
                        "sourceField is wrong for terms"),
                row(
                        new ChartsCheck(),
                        attribute(
                                "tocsin-operations",
                                FIRST_LAYER + "/columns/service/params/orderBy/columnId",
                                text("gone")),
                        "ordered by what cannot be ordered by"),
                row(
                        new ChartsCheck(),
                        attribute(
                                "tocsin-operations",
                                FIRST_CHART + "/state/visualization/layers/0/xAccessor",
                                text("gone")),
                        "draws [gone"),
                row(
                        new ChartsCheck(),
                        attribute(
                                "tocsin-operations",
                                FIRST_CHART + "/state/visualization/layers/0/layerId",
                                text("gone")),
                        "draws a layer that is not there"),
                row(
                        new ChartsCheck(),
                        attribute("tocsin-operations", FIRST_LAYER + "/columns/when/isBucketed", JsonValue.FALSE),
                        "isBucketed is wrong"),
                // grid
                row(
                        new GridCheck(),
                        attribute("tocsin-operations", FIRST_PANEL + "/gridData/w", Json.createValue(49)),
                        "out of the grid"),
                row(
                        new GridCheck(),
                        attribute("tocsin-operations", FIRST_PANEL + "/gridData/w", Json.createValue(25)),
                        "levels lies on events-per-second"),
                row(
                        new GridCheck(),
                        attribute("tocsin-operations", FIRST_PANEL + "/gridData/h", Json.createValue(13)),
                        "errors-by-service lies on events-per-second"),
                row(
                        new GridCheck(),
                        attribute("tocsin-operations", FIRST_PANEL + "/gridData/i", text("other")),
                        "on the grid other"),
                row(
                        new GridCheck(),
                        attribute("tocsin-operations", FIRST_PANEL + "/panelIndex", text("levels")),
                        "two panels called levels"),
                // fields
                row(new FieldsCheck(), attribute("tocsin-refused", SEARCH_QUERY, text("a:b:c")), "does not parse"),
                row(new FieldsCheck(), attribute("tocsin-refused", SEARCH_QUERY, text("log.levle: ERROR")), "no field"),
                row(new FieldsCheck(), attribute("tocsin-refused", SEARCH_QUERY, text("lost")), "without a field"),
                row(
                        new FieldsCheck(),
                        attribute("tocsin-refused", SEARCH_QUERY, text("message: lost")),
                        "matched exactly: message, which is text"),
                row(
                        new FieldsCheck(),
                        attribute("tocsin-refused", SEARCH_QUERY, text("log.level > 3")),
                        "compared: log.level, which is keyword"),
                row(new FieldsCheck(), attribute("tocsin-errors", "/query/query", text("no.where: 1")), "no field"),
                row(
                        new FieldsCheck(),
                        attribute("tocsin-refused", "/columns/0", text("no.where")),
                        "no field no.where"),
                row(
                        new FieldsCheck(),
                        attribute("tocsin-refused", "/breakdownField", text("labels_conflict")),
                        "split by labels_conflict, which is flattened"),
                row(
                        new FieldsCheck(),
                        attribute("tocsin-operations", FIRST_LAYER + "/columns/service/sourceField", text("message")),
                        "terms of message, which is text"),
                row(
                        new FieldsCheck(),
                        attribute("tocsin-operations", FIRST_LAYER + "/columns/when/sourceField", text("event.id")),
                        "a date histogram of event.id, which is keyword"),
                row(
                        new FieldsCheck(),
                        attribute(
                                "tocsin-operations",
                                FIRST_LAYER + "/columns/service/sourceField",
                                text("event.duration")),
                        "another dataType"),
                row(
                        new FieldsCheck(),
                        attribute(
                                "tocsin-operations",
                                "/controlGroupInput/panelsJSON/service/explicitInput/fieldName",
                                text("no.where")),
                        "no field no.where"),
                row(
                        new FieldsCheck(),
                        attribute("tocsin-operations", FIRST_CHART + "/state/query/query", text("rule: x")),
                        "no field rule"),
                // versions
                row(new VersionsCheck(), version("tocsin", "coreMigrationVersion", "9.0.0"), "coreMigrationVersion"),
                row(
                        new VersionsCheck(),
                        version("tocsin-refused", "typeMigrationVersion", "10.6.0"),
                        "typeMigrationVersion"),
                row(
                        new VersionsCheck(),
                        SHIPPED.with("tocsin", tag -> SavedObjects.set(tag, "managed", JsonValue.TRUE)),
                        "managed"),
                row(
                        new VersionsCheck(),
                        new SavedObjects(Stream.concat(
                                        SHIPPED.all().stream(),
                                        SHIPPED.all().stream().limit(1))
                                .toList()),
                        "tag tocsin is there twice"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("broken")
    void wouldFailTheCheckIfBroken(Check check, SavedObjects broken, String complaint) {
        assertThat(check.problemsOf(broken)).anyMatch(problem -> problem.contains(complaint));
    }

    private static Arguments row(Check check, SavedObjects broken, String complaint) {
        return Arguments.of(check, broken, complaint);
    }

    private static SavedObjects attribute(String id, String pointer, JsonValue value) {
        return SHIPPED.withAttribute(id, pointer, value);
    }

    private static SavedObjects without(String id, String pointer) {
        return SHIPPED.withoutAttribute(id, pointer);
    }

    private static SavedObjects version(String id, String key, String version) {
        return SHIPPED.with(id, object -> SavedObjects.set(object, key, text(version)));
    }

    private static SavedObjects raw(String id, String key, JsonValue value) {
        return SHIPPED.with(
                id,
                object -> SavedObjects.set(
                        object, "attributes", SavedObjects.set(object.getJsonObject("attributes"), key, value)));
    }

    private static JsonObject withoutReferences(JsonObject object) {
        return SavedObjects.set(object, "references", JsonValue.EMPTY_JSON_ARRAY);
    }

    private static SavedObjects leadingElsewhere(String id, String key, String value) {
        return SHIPPED.with(id, object -> {
            List<JsonObject> references = new ArrayList<>(SavedObjects.references(object));
            references.set(0, SavedObjects.set(references.getFirst(), key, text(value)));
            JsonArray changed = Json.createArrayBuilder(references).build();
            return SavedObjects.set(object, "references", changed);
        });
    }

    private static JsonValue text(String text) {
        return Json.createValue(text);
    }
}
