package dev.tocsin.kibana;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the file that Kibana imports from a folder of sources: {@code <type>/<id>.yml} with {@code attributes} and
 * {@code references}. A source is the object as Kibana knows it but for what can be derived: the versions, the texts with
 * JSON in them, and in a dashboard the second name of each panel and the references of its charts.
 */
public final class SavedObjectsFile {
    private static final String CORE_VERSION = "8.8.0";

    private SavedObjectsFile() {}

    /** One object a line, by type and then by id; every line ends with LF. */
    public static String of(Path sources) throws IOException {
        StringBuilder file = new StringBuilder();
        for (ObjectType type : ObjectType.values()) {
            for (Path source : sourcesOf(sources.resolve(type.word()))) {
                String id = source.getFileName().toString().replaceFirst("\\.yml$", "");
                file.append(object(type, id, Yaml.read(source))).append('\n');
            }
        }
        return file.toString();
    }

    private static List<Path> sourcesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static JsonObject object(ObjectType type, String id, JsonObject source) {
        JsonObject attributes = source.getJsonObject("attributes");
        JsonArrayBuilder references = Json.createArrayBuilder(source.getJsonArray("references"));
        if (type == ObjectType.DASHBOARD) {
            JsonArray panels = attributes.getJsonArray("panelsJSON");
            panels.forEach(panel -> chartReferences(panel.asJsonObject()).forEach(references::add));
            attributes = with(attributes, "panelsJSON", named(panels));
        }
        return Json.createObjectBuilder()
                .add("type", type.word())
                .add("id", id)
                .add("attributes", type.withTexts(attributes))
                .add("references", references)
                .add("coreMigrationVersion", CORE_VERSION)
                .add("typeMigrationVersion", type.version())
                .add("managed", false)
                .build();
    }

    /** Kibana wants a panel's name in its place on the grid too. */
    private static JsonArray named(JsonArray panels) {
        JsonArrayBuilder named = Json.createArrayBuilder();
        for (JsonObject panel : panels.getValuesAs(JsonObject.class)) {
            JsonObject grid = with(panel.getJsonObject("gridData"), "i", panel.getJsonString("panelIndex"));
            named.add(with(panel, "gridData", grid));
        }
        return named.build();
    }

    /** What a chart inside the dashboard refers to, the dashboard refers to by the panel's name. */
    private static List<JsonObject> chartReferences(JsonObject panel) {
        JsonObject chart = panel.getJsonObject("embeddableConfig").getJsonObject("attributes");
        if (chart == null) {
            return List.of();
        }
        String prefix = panel.getString("panelIndex") + ":";
        return chart.getJsonArray("references").getValuesAs(JsonObject.class).stream()
                .map(inner -> with(inner, "name", Json.createValue(prefix + inner.getString("name"))))
                .toList();
    }

    private static JsonObject with(JsonObject object, String key, JsonValue value) {
        JsonObjectBuilder changed = Json.createObjectBuilder(object);
        return changed.add(key, value).build();
    }
}
