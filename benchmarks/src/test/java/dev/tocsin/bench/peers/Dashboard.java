package dev.tocsin.bench.peers;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A dashboard's questions, as Grafana would ask them with everything selected. */
record Dashboard(List<Question> prometheus, List<Question> elasticsearch, List<LabelValues> variables) {
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), *(\\w+)\\)");
    private static final Pattern REPLACED = Pattern.compile("\\$\\{?(\\w+)}?");

    /**
     * One query of a panel.
     *
     * @param text PromQL, or a search as JSON
     */
    record Question(String panel, String text, boolean isInstant) {}

    /** A variable's values. */
    record LabelValues(String selector, String label) {}

    static Dashboard read(Path file) throws IOException {
        JsonObject json;
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
            json = reader.readObject();
        }
        List<Question> prometheus = new ArrayList<>();
        List<Question> elasticsearch = new ArrayList<>();
        for (JsonObject panel : json.getJsonArray("panels").getValuesAs(JsonObject.class)) {
            if (panel.getString("type").equals("row")) {
                continue;
            }
            requireCare(panel);
            for (JsonObject target : panel.getJsonArray("targets").getValuesAs(JsonObject.class)) {
                String title = panel.getString("title");
                if (target.containsKey("expr")) {
                    prometheus.add(new Question(
                            title, interpolated(target.getString("expr")), target.getBoolean("instant", false)));
                } else {
                    elasticsearch.add(new Question(title, search(target).toString(), true));
                }
            }
        }
        return new Dashboard(prometheus, elasticsearch, variables(json));
    }

    /** Who looks at a panel has to know what it shows. */
    private static void requireCare(JsonObject panel) {
        if (panel.getString("description", "").isBlank()) {
            throw new IllegalStateException("no description: " + panel.getString("title"));
        }
        String type = panel.getString("type");
        boolean hasUnit = panel.toString().contains("\"unit\":");
        if ((type.equals("timeseries") || type.equals("stat")) && !hasUnit) {
            throw new IllegalStateException("no unit: " + panel.getString("title"));
        }
    }

    private static List<LabelValues> variables(JsonObject json) {
        List<LabelValues> variables = new ArrayList<>();
        for (JsonObject variable :
                json.getJsonObject("templating").getJsonArray("list").getValuesAs(JsonObject.class)) {
            Matcher matcher = LABEL_VALUES.matcher(variable.getString("definition", ""));
            if (matcher.matches()) {
                variables.add(new LabelValues(matcher.group(1), matcher.group(2)));
            }
        }
        return variables;
    }

    static String interpolated(String text) {
        return REPLACED.matcher(text).replaceAll(match -> switch (match.group(1)) {
            case "instance", "rule" -> ".*";
            case "service" -> "*";
            case "__rate_interval" -> "15s";
            case "__range" -> "5m";
            default -> throw new IllegalStateException("no such variable: " + match.group());
        });
    }

    /** The search that Grafana makes of a target: a Lucene query, a time range, and its aggregations inside each other. */
    private static JsonObject search(JsonObject target) {
        String time = target.getString("timeField");
        JsonObject query = Json.createObjectBuilder()
                .add(
                        "bool",
                        Json.createObjectBuilder()
                                .add(
                                        "filter",
                                        Json.createArrayBuilder()
                                                .add(object(
                                                        "range",
                                                        object(
                                                                time,
                                                                Json.createObjectBuilder()
                                                                        .add("gte", "now-1h")
                                                                        .add("lte", "now+1h")
                                                                        .build())))
                                                .add(object(
                                                        "query_string",
                                                        Json.createObjectBuilder()
                                                                .add("analyze_wildcard", true)
                                                                .add("query", interpolated(target.getString("query")))
                                                                .build()))))
                .build();
        boolean isLogs = target.getJsonArray("metrics")
                .getJsonObject(0)
                .getString("type")
                .equals("logs");
        JsonObjectBuilder search =
                Json.createObjectBuilder().add("size", isLogs ? 100 : 0).add("query", query);
        if (isLogs) {
            search.add("sort", Json.createArrayBuilder().add(object(time, object("order", Json.createValue("desc")))));
        }
        JsonArray buckets = target.getJsonArray("bucketAggs");
        @Nullable JsonObject aggregations = null;
        for (int i = buckets.size() - 1; i >= 0; i--) {
            aggregations = aggregation(buckets.getJsonObject(i), aggregations);
        }
        if (aggregations != null) {
            search.add("aggs", aggregations);
        }
        return search.build();
    }

    private static JsonObject aggregation(JsonObject bucket, @Nullable JsonObject inner) {
        JsonObject settings = bucket.getJsonObject("settings");
        JsonObjectBuilder how = Json.createObjectBuilder()
                .add("field", bucket.getString("field"))
                .add("min_doc_count", Integer.parseInt(settings.getString("min_doc_count")));
        String type = bucket.getString("type");
        if (type.equals("terms")) {
            how.add("size", Integer.parseInt(settings.getString("size")))
                    .add("order", object(settings.getString("orderBy"), Json.createValue(settings.getString("order"))));
        } else {
            how.add("fixed_interval", "10s");
        }
        JsonObjectBuilder aggregation = Json.createObjectBuilder().add(type, how);
        if (inner != null) {
            aggregation.add("aggs", inner);
        }
        return object(bucket.getString("id"), aggregation.build());
    }

    private static JsonObject object(String name, JsonValue value) {
        return Json.createObjectBuilder().add(name, value).build();
    }
}
