package dev.tocsin.kibana;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What Lens draws silently empty or refuses to open if it is wrong: columns, their order, and who draws them. */
final class ChartsCheck implements Check {
    /** What we use; of each operation the scale, and the types that it can give. */
    private record Operation(boolean isBucketed, Set<String> scales, Set<String> types) {}

    private static final Map<String, Operation> OPERATIONS = Map.of(
            "terms", new Operation(true, Set.of("ordinal"), Set.of("string")),
            "date_histogram", new Operation(true, Set.of("interval"), Set.of("date")),
            "count", new Operation(false, Set.of("ratio"), Set.of("number")),
            "max", new Operation(false, Set.of("ratio"), Set.of("date", "number")),
            "percentile", new Operation(false, Set.of("ratio"), Set.of("number")),
            "last_value", new Operation(false, Set.of("ratio", "ordinal"), Set.of("number", "string")));

    private static final Set<String> SERIES = Set.of("line", "bar_stacked", "bar_horizontal", "bar_horizontal_stacked");

    @Override
    public List<String> problemsOf(SavedObjects objects) {
        List<String> problems = new ArrayList<>();
        for (Chart chart : objects.charts()) {
            Map<String, JsonObject> layers = chart.layers();
            layers.forEach((id, layer) -> layer(chart.place() + " layer " + id, layer, problems));
            drawn(chart, layers, problems);
        }
        return problems;
    }

    private static void layer(String place, JsonObject layer, List<String> problems) {
        Map<String, JsonObject> columns = Chart.columns(layer);
        List<String> order = layer.getJsonArray("columnOrder").getValuesAs(JsonString::getString);
        if (order.size() != columns.size() || !Set.copyOf(order).equals(columns.keySet())) {
            problems.add(place + ": columnOrder " + order + " is not the columns " + columns.keySet());
            return;
        }
        boolean metricsBegan = false;
        for (String name : order) {
            JsonObject column = Objects.requireNonNull(columns.get(name));
            column(place + " column " + name, column, columns, problems);
            if (column.getBoolean("isBucketed") && metricsBegan) {
                problems.add(place + ": buckets come before metrics: " + name);
            }
            metricsBegan |= !column.getBoolean("isBucketed");
        }
        if (!metricsBegan) {
            problems.add(place + ": no metric");
        }
    }

    private static void column(
            String place, JsonObject column, Map<String, JsonObject> columns, List<String> problems) {
        String word = column.getString("operationType");
        Operation operation = OPERATIONS.get(word);
        if (operation == null) {
            problems.add(place + ": an operation that is not checked: " + word);
            return;
        }
        if (column.getBoolean("isBucketed") != operation.isBucketed()) {
            problems.add(place + ": isBucketed is wrong for " + word);
        }
        if (!operation.scales().contains(column.getString("scale", ""))) {
            problems.add(place + ": scale is missing or wrong for " + word);
        }
        if (!operation.types().contains(column.getString("dataType"))) {
            problems.add(place + ": dataType is wrong for " + word);
        }
        String field = column.getString("sourceField", "");
        if (field.isEmpty() || field.equals(Chart.RECORDS) != word.equals("count")) {
            problems.add(place + ": sourceField is wrong for " + word + ": " + field);
        }
        JsonObject params = column.getJsonObject("params");
        switch (word) {
            case "terms" -> {
                JsonObject by = params.getJsonObject("orderBy");
                JsonObject target = columns.get(by.getString("columnId", ""));
                if (params.getInt("size", 0) < 1) {
                    problems.add(place + ": terms need a size");
                }
                if (!by.getString("type").equals("column")
                        || target == null
                        || target.getBoolean("isBucketed")
                        || target.getString("operationType").equals("last_value")) {
                    problems.add(place + ": ordered by what cannot be ordered by: " + by);
                }
            }
            case "date_histogram" -> {
                if (!params.getString("interval", "").equals("auto")) {
                    problems.add(place + ": the interval is auto");
                }
            }
            case "percentile" -> {
                if (params.getInt("percentile", 0) < 1) {
                    problems.add(place + ": which percentile");
                }
            }
            case "last_value" -> {
                if (params.getString("sortField", "").isEmpty()) {
                    problems.add(place + ": last by which field");
                }
            }
            default -> {}
        }
    }

    private static void drawn(Chart chart, Map<String, JsonObject> layers, List<String> problems) {
        Set<String> drawn = new HashSet<>();
        for (JsonObject part : chart.drawn()) {
            String id = part.getString("layerId");
            drawn.add(id);
            JsonObject layer = layers.get(id);
            if (layer == null) {
                problems.add(chart.place() + ": draws a layer that is not there: " + id);
                continue;
            }
            Set<String> columns = Chart.columns(layer).keySet();
            List<String> accessors = Chart.accessors(part);
            if (accessors.size() != columns.size() || !Set.copyOf(accessors).equals(columns)) {
                problems.add(chart.place() + ": draws " + accessors + ", the columns are " + columns);
            }
            shape(chart, part, Chart.columns(layer), problems);
        }
        if (!drawn.equals(layers.keySet())) {
            problems.add(chart.place() + ": draws " + drawn + ", the layers are " + layers.keySet());
        }
    }

    private static void shape(Chart chart, JsonObject part, Map<String, JsonObject> columns, List<String> problems) {
        if (!part.getString("layerType", "").equals("data")) {
            problems.add(chart.place() + ": layerType is data");
        }
        switch (chart.attributes().getString("visualizationType")) {
            case "lnsXY" -> {
                if (!SERIES.contains(part.getString("seriesType", ""))) {
                    problems.add(chart.place() + ": a series that is not checked: " + part.getString("seriesType", ""));
                }
                part.getJsonArray("accessors").getValuesAs(JsonString.class).forEach(name -> {
                    JsonObject column = columns.get(name.getString());
                    if (column != null && column.getBoolean("isBucketed")) {
                        problems.add(chart.place() + ": draws a bucket as a value: " + name);
                    }
                });
            }
            case "lnsDatatable" -> {
                JsonObject sorting = part.getJsonObject("sorting");
                if (sorting != null && !columns.containsKey(sorting.getString("columnId"))) {
                    problems.add(chart.place() + ": sorted by a column that is not there: " + sorting);
                }
            }
            default ->
                problems.add(chart.place() + ": a visualization that is not checked: "
                        + chart.attributes().getString("visualizationType"));
        }
    }
}
