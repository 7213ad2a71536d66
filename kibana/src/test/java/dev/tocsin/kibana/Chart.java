package dev.tocsin.kibana;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Lens chart inside a dashboard.
 *
 * @param place where it stands, for people
 * @param attributes of the chart
 */
record Chart(String place, JsonObject attributes) {
    static final String RECORDS = "___records___";

    JsonObject state() {
        return attributes.getJsonObject("state");
    }

    JsonObject visualization() {
        return state().getJsonObject("visualization");
    }

    /** The data of the chart by the names of its layers. */
    Map<String, JsonObject> layers() {
        return objects(state().getJsonObject("datasourceStates")
                .getJsonObject("formBased")
                .getJsonObject("layers"));
    }

    static Map<String, JsonObject> columns(JsonObject layer) {
        return objects(layer.getJsonObject("columns"));
    }

    static String referenceOf(String layer) {
        return "indexpattern-datasource-layer-" + layer;
    }

    String kql() {
        return state().getJsonObject("query").getString("query");
    }

    /** What is drawn: the parts of the visualization with the name of a layer. */
    List<JsonObject> drawn() {
        JsonObject visualization = visualization();
        return visualization.containsKey("layers")
                ? visualization.getJsonArray("layers").getValuesAs(JsonObject.class)
                : List.of(visualization);
    }

    /** The columns that a part of the visualization draws. */
    static List<String> accessors(JsonObject drawn) {
        List<String> names = new ArrayList<>();
        for (String key : List.of("xAccessor", "splitAccessor", "metricAccessor")) {
            if (drawn.containsKey(key)) {
                names.add(drawn.getString(key));
            }
        }
        if (drawn.containsKey("accessors")) {
            drawn.getJsonArray("accessors")
                    .getValuesAs(jakarta.json.JsonString.class)
                    .forEach(name -> names.add(name.getString()));
        }
        if (drawn.containsKey("columns")) {
            drawn.getJsonArray("columns")
                    .getValuesAs(JsonObject.class)
                    .forEach(column -> names.add(column.getString("columnId")));
        }
        return names;
    }

    private static Map<String, JsonObject> objects(JsonObject json) {
        Map<String, JsonObject> objects = new java.util.LinkedHashMap<>();
        json.forEach((name, value) -> objects.put(name, value.asJsonObject()));
        return objects;
    }
}
