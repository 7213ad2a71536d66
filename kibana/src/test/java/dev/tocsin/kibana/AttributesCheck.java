package dev.tocsin.kibana;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Exactly the attributes that Kibana knows at our versions: its schemas refuse one that they do not know. */
final class AttributesCheck implements Check {
    private static final Set<String> ROOT =
            Set.of("type", "id", "attributes", "references", "coreMigrationVersion", "typeMigrationVersion", "managed");

    private record Keys(Set<String> needed, Set<String> allowed) {}

    private static Keys keysOf(ObjectType type) {
        return switch (type) {
            case TAG -> exactly("name description color");
            case DATA_VIEW ->
                exactly("title name timeFieldName allowHidden allowNoIndex fields fieldAttrs fieldFormatMap"
                        + " runtimeFieldMap sourceFilters typeMeta");
            case QUERY -> keys("title titleKeyword description query filters", "timefilter");
            case SEARCH ->
                keys(
                        "title description columns sort grid hideChart isTextBasedQuery usesAdHocDataView timeRestore"
                                + " kibanaSavedObjectMeta",
                        "timeRange refreshInterval rowHeight headerRowHeight rowsPerPage sampleSize viewMode density"
                                + " breakdownField visContext hideAggregatedPreview");
            case DASHBOARD ->
                keys(
                        "title description panelsJSON optionsJSON timeRestore kibanaSavedObjectMeta",
                        "timeFrom timeTo refreshInterval controlGroupInput version hits");
        };
    }

    private static final Keys SEARCH_SOURCE = exactly("query filter indexRefName");
    private static final Keys DASHBOARD_SOURCE = exactly("query filter");
    private static final Keys QUERY = exactly("query language");
    private static final Keys OPTIONS = exactly("useMargins syncColors syncCursor syncTooltips hidePanelTitles");
    private static final Keys CONTROL_GROUP =
            exactly("controlStyle chainingSystem showApplySelections ignoreParentSettingsJSON panelsJSON");
    private static final Keys CONTROL = exactly("type order grow width explicitInput");
    private static final Keys CONTROL_INPUT = keys(
            "id fieldName title",
            "searchTechnique selectedOptions sort exclude existsSelected runPastTimeout singleSelect enhancements");
    private static final Keys PANEL = keys("type title gridData panelIndex embeddableConfig", "panelRefName");
    private static final Keys GRID = exactly("x y w h i");
    private static final Keys CHART = exactly("type title description visualizationType references state");
    private static final Keys STATE =
            exactly("query filters internalReferences adHocDataViews datasourceStates visualization");
    private static final Keys LAYER = exactly("columnOrder columns incompleteColumns sampling");
    private static final Keys COLUMN =
            keys("label customLabel dataType operationType isBucketed scale sourceField params", "filter timeScale");

    @Override
    public List<String> problemsOf(SavedObjects objects) {
        List<String> problems = new ArrayList<>();
        for (JsonObject object : objects.all()) {
            String name = SavedObjects.nameOf(object);
            compare(name, new Keys(ROOT, ROOT), object, problems);
            JsonObject attributes = SavedObjects.attributes(object);
            compare(name, keysOf(SavedObjects.typeOf(object)), attributes, problems);
            switch (SavedObjects.typeOf(object)) {
                case TAG -> {
                    if (!attributes.getString("color", "").matches("#[0-9A-F]{6}")) {
                        problems.add(name + ": a color is #RRGGBB");
                    }
                }
                case DATA_VIEW -> {}
                case QUERY -> {
                    compare(name + " query", QUERY, attributes.getJsonObject("query"), problems);
                    if (!attributes.getString("title").equals(attributes.getString("titleKeyword", ""))) {
                        problems.add(name + ": titleKeyword is the title");
                    }
                }
                case SEARCH -> compare(name + " source", SEARCH_SOURCE, source(attributes), problems);
                case DASHBOARD -> dashboard(name, attributes, problems);
            }
        }
        for (Chart chart : objects.charts()) {
            chart(chart, problems);
        }
        return problems;
    }

    private static void dashboard(String name, JsonObject attributes, List<String> problems) {
        compare(name + " source", DASHBOARD_SOURCE, source(attributes), problems);
        compare(name + " options", OPTIONS, attributes.getJsonObject("optionsJSON"), problems);
        for (JsonValue value : attributes.getJsonArray("panelsJSON")) {
            JsonObject panel = value.asJsonObject();
            String place = name + ", panel " + panel.getString("panelIndex", "?");
            compare(place, PANEL, panel, problems);
            compare(place + " grid", GRID, panel.getJsonObject("gridData"), problems);
        }
        JsonObject group = attributes.getJsonObject("controlGroupInput");
        if (group != null) {
            compare(name + " controls", CONTROL_GROUP, group, problems);
            group.getJsonObject("panelsJSON").forEach((id, value) -> {
                String place = name + ", control " + id;
                compare(place, CONTROL, value.asJsonObject(), problems);
                compare(place, CONTROL_INPUT, value.asJsonObject().getJsonObject("explicitInput"), problems);
            });
        }
    }

    private static void chart(Chart chart, List<String> problems) {
        compare(chart.place(), CHART, chart.attributes(), problems);
        compare(chart.place() + " state", STATE, chart.state(), problems);
        compare(chart.place() + " query", QUERY, chart.state().getJsonObject("query"), problems);
        chart.layers().forEach((id, layer) -> {
            compare(chart.place() + " layer " + id, LAYER, layer, problems);
            Chart.columns(layer)
                    .forEach((column, json) -> compare(chart.place() + " column " + column, COLUMN, json, problems));
        });
    }

    private static JsonObject source(JsonObject attributes) {
        return attributes.getJsonObject("kibanaSavedObjectMeta").getJsonObject("searchSourceJSON");
    }

    private static void compare(String place, Keys keys, JsonObject object, List<String> problems) {
        Set<String> unknown = new TreeSet<>(object.keySet());
        unknown.removeAll(keys.allowed());
        unknown.forEach(key -> problems.add(place + ": unknown attribute " + key));
        Set<String> missing = new TreeSet<>(keys.needed());
        missing.removeAll(object.keySet());
        missing.forEach(key -> problems.add(place + ": missing attribute " + key));
    }

    private static Keys exactly(String needed) {
        return keys(needed, "");
    }

    private static Keys keys(String needed, String more) {
        return new Keys(words(needed), words(needed + " " + more));
    }

    private static Set<String> words(String words) {
        return Set.copyOf(Stream.of(words.strip().split(" +")).toList());
    }
}
