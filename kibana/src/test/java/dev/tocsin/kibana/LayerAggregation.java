package dev.tocsin.kibana;

import dev.tocsin.query.DataView;
import dev.tocsin.query.KqlOptions;
import dev.tocsin.query.SavedQuery;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The aggregation that the columns of a chart's layer ask for: buckets in each other in the order of the columns, metrics
 * inside the innermost. Kibana makes its own, with an interval by the time range and {@code top_metrics} where this has
 * {@code top_hits}; the fields, the operations and the order of terms are the same.
 */
final class LayerAggregation {
    private final Map<String, JsonObject> columns;
    private final List<String> order;
    private final DataView view;

    LayerAggregation(JsonObject layer, DataView view) {
        this.columns = Chart.columns(layer);
        this.order = layer.getJsonArray("columnOrder").getValuesAs(JsonString::getString);
        this.view = view;
    }

    JsonObject request() {
        return from(0).build();
    }

    /** The columns for which the answer has a value somewhere. */
    Set<String> columnsWithData(JsonObject aggregations) {
        Set<String> found = new HashSet<>();
        collect(aggregations, 0, 1, found);
        return found;
    }

    private JsonObject column(String name) {
        return Objects.requireNonNull(columns.get(name), name);
    }

    private JsonObjectBuilder from(int position) {
        JsonObjectBuilder here = Json.createObjectBuilder();
        for (int i = position; i < order.size(); i++) {
            JsonObject column = column(order.get(i));
            if (!column.getBoolean("isBucketed")) {
                metric(here, order.get(i), column);
                continue;
            }
            JsonObjectBuilder inside = from(i + 1);
            JsonObjectBuilder bucket = Json.createObjectBuilder();
            if (column.getString("operationType").equals("terms")) {
                String by =
                        column.getJsonObject("params").getJsonObject("orderBy").getString("columnId");
                // The order is asked for at the terms themselves, also if the column lies deeper.
                metric(inside, by, column(by));
                bucket.add("terms", terms(column, by));
            } else {
                bucket.add(
                        "date_histogram",
                        Json.createObjectBuilder()
                                .add("field", column.getString("sourceField"))
                                .add("fixed_interval", "1m"));
            }
            return here.add(order.get(i), bucket.add("aggs", inside));
        }
        return here;
    }

    private JsonObjectBuilder terms(JsonObject column, String by) {
        JsonObject target = column(by);
        String path = switch (target.getString("operationType")) {
            case "count" -> target.containsKey("filter") ? by : "_count";
            case "percentile" -> by + "." + target.getJsonObject("params").getInt("percentile");
            default -> by;
        };
        return Json.createObjectBuilder()
                .add("field", column.getString("sourceField"))
                .add("size", column.getJsonObject("params").getInt("size"))
                .add(
                        "order",
                        Json.createObjectBuilder()
                                .add(path, column.getJsonObject("params").getString("orderDirection")));
    }

    private void metric(JsonObjectBuilder place, String name, JsonObject column) {
        String field = column.getString("sourceField");
        switch (column.getString("operationType")) {
            case "count" -> {
                if (column.containsKey("filter")) {
                    String kql = column.getJsonObject("filter").getString("query");
                    place.add(
                            name,
                            Json.createObjectBuilder()
                                    .add("filter", new SavedQuery.Kql(kql).toElasticsearch(view, KqlOptions.DEFAULT)));
                }
            }
            case "max" ->
                place.add(
                        name,
                        Json.createObjectBuilder()
                                .add("max", Json.createObjectBuilder().add("field", field)));
            case "percentile" ->
                place.add(
                        name,
                        Json.createObjectBuilder()
                                .add(
                                        "percentiles",
                                        Json.createObjectBuilder()
                                                .add("field", field)
                                                .add(
                                                        "percents",
                                                        Json.createArrayBuilder()
                                                                .add(column.getJsonObject("params")
                                                                        .getInt("percentile")))));
            case "last_value" ->
                place.add(
                        name,
                        Json.createObjectBuilder()
                                .add(
                                        "top_hits",
                                        Json.createObjectBuilder()
                                                .add("size", 1)
                                                .add("_source", false)
                                                .add(
                                                        "docvalue_fields",
                                                        Json.createArrayBuilder()
                                                                .add(field))
                                                .add(
                                                        "sort",
                                                        Json.createObjectBuilder()
                                                                .add(
                                                                        column.getJsonObject("params")
                                                                                .getString("sortField"),
                                                                        "desc"))));
            default -> throw new IllegalArgumentException(column.getString("operationType"));
        }
    }

    private void collect(JsonObject aggregations, int position, long documents, Set<String> found) {
        for (int i = position; i < order.size(); i++) {
            String name = order.get(i);
            JsonObject column = column(name);
            JsonObject answer = aggregations.getJsonObject(name);
            if (column.getBoolean("isBucketed")) {
                JsonArray buckets = Objects.requireNonNull(answer, name).getJsonArray("buckets");
                for (JsonObject bucket : buckets.getValuesAs(JsonObject.class)) {
                    found.add(name);
                    collect(bucket, i + 1, bucket.getInt("doc_count"), found);
                }
                return;
            }
            boolean hasData = switch (column.getString("operationType")) {
                case "count" -> (answer == null ? documents : answer.getInt("doc_count")) > 0;
                case "max" -> Objects.requireNonNull(answer).get("value") != JsonValue.NULL;
                case "percentile" ->
                    !Objects.requireNonNull(answer).getJsonObject("values").containsValue(JsonValue.NULL);
                default -> lastValue(Objects.requireNonNull(answer), column.getString("sourceField"));
            };
            if (hasData) {
                found.add(name);
            }
        }
    }

    private static boolean lastValue(JsonObject answer, String field) {
        JsonArray hits = answer.getJsonObject("hits").getJsonArray("hits");
        return !hits.isEmpty()
                && hits.getJsonObject(0).containsKey("fields")
                && hits.getJsonObject(0).getJsonObject("fields").containsKey(field);
    }
}
