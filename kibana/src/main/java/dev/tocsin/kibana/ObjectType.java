package dev.tocsin.kibana;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonPointer;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.Stream;

/**
 * The types of saved objects that we ship, in the order of the file, with the version that we write them in: the oldest
 * that the oldest supported Kibana has, because Kibana migrates up and refuses what is newer than itself.
 */
enum ObjectType {
    TAG("tag", "8.0.0"),
    DATA_VIEW(
            "index-pattern",
            "8.0.0",
            "/fields",
            "/fieldAttrs",
            "/fieldFormatMap",
            "/runtimeFieldMap",
            "/sourceFilters",
            "/typeMeta"),
    QUERY("query", "10.2.0"),
    SEARCH("search", "10.5.0", "/kibanaSavedObjectMeta/searchSourceJSON"),
    DASHBOARD(
            "dashboard",
            "10.2.0",
            "/panelsJSON",
            "/optionsJSON",
            "/kibanaSavedObjectMeta/searchSourceJSON",
            "/controlGroupInput/panelsJSON",
            "/controlGroupInput/ignoreParentSettingsJSON");

    private final String word;
    private final String version;
    private final List<JsonPointer> texts;

    ObjectType(String word, String version, String... texts) {
        this.word = word;
        this.version = version;
        this.texts = Stream.of(texts).map(Json::createPointer).toList();
    }

    /** As Kibana calls it. */
    String word() {
        return word;
    }

    /** The {@code typeMigrationVersion}. */
    String version() {
        return version;
    }

    /** Which attributes Kibana keeps as a text with JSON in it. */
    List<JsonPointer> texts() {
        return texts;
    }

    /** The attributes as Kibana keeps them: some parts as text. */
    JsonObject withTexts(JsonObject attributes) {
        JsonObject kept = attributes;
        for (JsonPointer text : texts) {
            JsonValue inside = text.getValue(kept);
            kept = text.replace(kept, Json.createValue(inside.toString()));
        }
        return kept;
    }
}
