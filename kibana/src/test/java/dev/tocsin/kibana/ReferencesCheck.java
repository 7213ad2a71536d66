package dev.tocsin.kibana;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every reference that is used is declared with the type it needs, every declared one is used, and all of them lead to
 * objects of the file.
 */
final class ReferencesCheck implements Check {
    private static final String SOURCE = "kibanaSavedObjectMeta.searchSourceJSON";

    @Override
    public List<String> problemsOf(SavedObjects objects) {
        List<String> problems = new ArrayList<>();
        for (JsonObject object : objects.all()) {
            String place = SavedObjects.nameOf(object);
            Map<String, String> used = used(object);
            Set<String> declared = new HashSet<>();
            for (JsonObject reference : SavedObjects.references(object)) {
                String name = reference.getString("name");
                String type = reference.getString("type");
                String id = reference.getString("id");
                if (!reference.keySet().equals(Set.of("name", "type", "id"))) {
                    problems.add(place + ": a reference is name, type and id: " + reference);
                }
                if (!declared.add(name)) {
                    problems.add(place + ": declared twice: " + name);
                }
                boolean isTag = type.equals("tag") && name.equals("tag-ref-" + id);
                if (!isTag && !used.containsKey(name)) {
                    problems.add(place + ": declared and not used: " + name);
                }
                if (used.containsKey(name) && !type.equals(used.get(name))) {
                    problems.add(place + ": " + name + " leads to a " + type + ", not a " + used.get(name));
                }
                if (objects.find(type, id).isEmpty()) {
                    problems.add(place + ": not in the file: " + type + " " + id);
                }
            }
            used.keySet().stream()
                    .filter(name -> !declared.contains(name))
                    .forEach(name -> problems.add(place + ": used and not declared: " + name));
        }
        for (JsonObject dashboard : objects.of(ObjectType.DASHBOARD)) {
            for (JsonObject panel : SavedObjects.panels(dashboard)) {
                inner(dashboard, panel, problems);
            }
        }
        return problems;
    }

    /** Names that the object speaks of, with the type that each has to lead to. */
    private static Map<String, String> used(JsonObject object) {
        Map<String, String> used = new LinkedHashMap<>();
        JsonObject attributes = SavedObjects.attributes(object);
        switch (SavedObjects.typeOf(object)) {
            case TAG, DATA_VIEW, QUERY -> {}
            case SEARCH -> source(attributes, used);
            case DASHBOARD -> {
                source(attributes, used);
                JsonObject controls = attributes.getJsonObject("controlGroupInput");
                if (controls != null) {
                    controls.getJsonObject("panelsJSON")
                            .keySet()
                            .forEach(id -> used.put("controlGroup_" + id + ":optionsListDataView", "index-pattern"));
                }
                SavedObjects.panels(object).forEach(panel -> panel(panel, used));
            }
        }
        return used;
    }

    private static void source(JsonObject attributes, Map<String, String> used) {
        JsonObject source = attributes.getJsonObject("kibanaSavedObjectMeta").getJsonObject("searchSourceJSON");
        if (source.containsKey("indexRefName")) {
            used.put(source.getString("indexRefName"), "index-pattern");
        }
        int number = 0;
        for (JsonValue filter : source.getJsonArray("filter")) {
            if (filter.asJsonObject().getJsonObject("meta").containsKey("indexRefName")) {
                used.put(SOURCE + ".filter[" + number + "].meta.index", "index-pattern");
            }
            number++;
        }
    }

    private static void panel(JsonObject panel, Map<String, String> used) {
        String prefix = panel.getString("panelIndex") + ":";
        if (panel.containsKey("panelRefName")) {
            used.put(prefix + panel.getString("panelRefName"), panel.getString("type"));
        }
        JsonObject chart = panel.getJsonObject("embeddableConfig").getJsonObject("attributes");
        if (chart != null) {
            new Chart("", chart)
                    .layers()
                    .keySet()
                    .forEach(layer -> used.put(prefix + Chart.referenceOf(layer), "index-pattern"));
        }
    }

    /** A panel is a chart or leads to an object, and a chart's own references are the dashboard's. */
    private static void inner(JsonObject dashboard, JsonObject panel, List<String> problems) {
        String index = panel.getString("panelIndex");
        String place = SavedObjects.nameOf(dashboard) + ", panel " + index;
        JsonObject chart = panel.getJsonObject("embeddableConfig").getJsonObject("attributes");
        if ((chart == null) != panel.containsKey("panelRefName")) {
            problems.add(place + ": either a chart or a reference to an object");
        }
        if (panel.containsKey("panelRefName")
                && !panel.getString("panelRefName").equals("panel_" + index)) {
            problems.add(place + ": the reference is called panel_" + index);
        }
        if (chart == null) {
            return;
        }
        Map<String, String> outer = new LinkedHashMap<>();
        SavedObjects.references(dashboard).stream()
                .filter(reference -> reference.getString("name").startsWith(index + ":"))
                .forEach(reference -> outer.put(
                        reference.getString("name").substring(index.length() + 1), reference.getString("id")));
        Map<String, String> own = new LinkedHashMap<>();
        chart.getJsonArray("references")
                .getValuesAs(JsonObject.class)
                .forEach(reference -> own.put(reference.getString("name"), reference.getString("id")));
        if (!own.equals(outer)) {
            problems.add(place + ": the chart refers to " + own + ", the dashboard to " + outer);
        }
    }
}
