package dev.tocsin.kibana;

import dev.tocsin.query.Kql;
import dev.tocsin.query.KqlNode;
import dev.tocsin.query.Operand;
import dev.tocsin.query.QueryException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every KQL parses by our own parser, without a doubt, and every field that a query, a chart, a search or a control speaks
 * of is in the index template of its data view, with a type that can do what is asked of it.
 */
final class FieldsCheck implements Check {
    private static final Set<String> NUMBERS = Set.of("long", "double");
    private static final Set<String> DATES = Set.of("date", "date_nanos");
    private static final Set<String> VALUES =
            Set.of("keyword", "long", "double", "date", "date_nanos", "boolean", "ip");
    private static final String SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index";

    @Override
    public List<String> problemsOf(SavedObjects objects) {
        List<String> problems = new ArrayList<>();
        for (JsonObject object : objects.all()) {
            String name = SavedObjects.nameOf(object);
            JsonObject attributes = SavedObjects.attributes(object);
            switch (SavedObjects.typeOf(object)) {
                case TAG -> {}
                case DATA_VIEW -> {
                    Place place = new Place(name, Mappings.of(attributes.getString("title")), problems);
                    place.field(attributes.getString("timeFieldName"), DATES, "a time");
                    attributes.getJsonObject("fieldFormatMap").keySet().forEach(place::isThere);
                }
                case QUERY -> query(name, attributes, objects, problems);
                case SEARCH -> {
                    String view = objects.dataView(object, SOURCE);
                    search(new Place(name, Mappings.of(view), problems), attributes);
                }
                case DASHBOARD -> dashboard(name, object, attributes, objects, problems);
            }
        }
        return problems;
    }

    /** A saved query names no data view: it has to fit one of ours. */
    private static void query(String name, JsonObject attributes, SavedObjects objects, List<String> problems) {
        List<String> worst = List.of(name + ": no data view");
        for (JsonObject view : objects.of(ObjectType.DATA_VIEW)) {
            List<String> here = new ArrayList<>();
            String title = view.getJsonObject("attributes").getString("title");
            new Place(name, Mappings.of(title), here).kql(attributes.getJsonObject("query"));
            if (here.isEmpty()) {
                return;
            }
            worst = here;
        }
        problems.addAll(worst);
    }

    private static void search(Place place, JsonObject attributes) {
        place.kql(attributes
                .getJsonObject("kibanaSavedObjectMeta")
                .getJsonObject("searchSourceJSON")
                .getJsonObject("query"));
        attributes.getJsonArray("columns").getValuesAs(JsonString::getString).forEach(place::isThere);
        for (JsonArray sort : attributes.getJsonArray("sort").getValuesAs(JsonArray.class)) {
            place.field(sort.getString(0), VALUES, "sorted by");
        }
        place.field(attributes.getString("breakdownField"), VALUES, "a chart is split by");
    }

    private static void dashboard(
            String name, JsonObject object, JsonObject attributes, SavedObjects objects, List<String> problems) {
        JsonObject query = attributes
                .getJsonObject("kibanaSavedObjectMeta")
                .getJsonObject("searchSourceJSON")
                .getJsonObject("query");
        if (!query.getString("query").isEmpty()) {
            problems.add(name + ": a query of the whole dashboard is not checked");
        }
        attributes
                .getJsonObject("controlGroupInput")
                .getJsonObject("panelsJSON")
                .forEach((id, control) -> {
                    String view = objects.dataView(object, "controlGroup_" + id + ":optionsListDataView");
                    new Place(name + ", control " + id, Mappings.of(view), problems)
                            .field(
                                    control.asJsonObject()
                                            .getJsonObject("explicitInput")
                                            .getString("fieldName"),
                                    VALUES,
                                    "a control of");
                });
        for (JsonObject panel : SavedObjects.panels(object)) {
            JsonObject chart = panel.getJsonObject("embeddableConfig").getJsonObject("attributes");
            if (chart != null) {
                chart(new Chart(name + ", panel " + panel.getString("panelIndex"), chart), objects, problems);
            }
        }
    }

    private static void chart(Chart chart, SavedObjects objects, List<String> problems) {
        chart.layers().forEach((id, layer) -> {
            String view = objects.dataView(chart.attributes(), Chart.referenceOf(id));
            Place place = new Place(chart.place(), Mappings.of(view), problems);
            place.kql(chart.state().getJsonObject("query"));
            Chart.columns(layer).values().forEach(column -> column(place, column));
        });
    }

    private static void column(Place place, JsonObject column) {
        if (column.containsKey("filter")) {
            place.kql(column.getJsonObject("filter"));
        }
        String field = column.getString("sourceField");
        switch (column.getString("operationType")) {
            case "count" -> {}
            case "terms" -> {
                place.field(field, VALUES, "terms of");
                place.fits(field, column);
            }
            case "date_histogram" -> place.field(field, DATES, "a date histogram of");
            case "percentile" -> place.field(field, NUMBERS, "a percentile of");
            case "max" -> {
                place.field(field, column.getString("dataType").equals("date") ? DATES : NUMBERS, "the maximum of");
            }
            case "last_value" -> {
                place.field(field, VALUES, "the last value of");
                place.fits(field, column);
                place.field(column.getJsonObject("params").getString("sortField"), DATES, "last by");
            }
            default -> place.problem("an operation that is not checked: " + column.getString("operationType"));
        }
    }

    /** Where something stands, and the fields that are there. */
    private record Place(String name, Mappings mappings, List<String> problems) {
        void problem(String text) {
            problems.add(name + ": " + text);
        }

        void isThere(String field) {
            if (mappings.typeOf(field).isEmpty()) {
                problem("no field " + field);
            }
        }

        void field(String field, Set<String> types, String use) {
            Optional<String> type = mappings.typeOf(field);
            if (type.isEmpty()) {
                problem("no field " + field);
            } else if (!types.contains(type.get())) {
                problem(use + " " + field + ", which is " + type.get());
            }
        }

        /** The type that the column says it has is the field's. */
        void fits(String field, JsonObject column) {
            boolean isNumber = mappings.typeOf(field).filter(NUMBERS::contains).isPresent();
            if (isNumber != column.getString("dataType").equals("number")
                    || isNumber != column.getString("scale", "").equals("ratio")) {
                problem(field + " has another dataType or scale than its column");
            }
        }

        void kql(JsonObject query) {
            String text = query.getString("query");
            if (!query.getString("language").equals("kuery")) {
                problem("not KQL: " + text);
                return;
            }
            if (text.isEmpty()) {
                return;
            }
            try {
                node(Kql.parse(text));
                Kql.doubts(text).forEach(this::problem);
            } catch (QueryException e) {
                problem(text + " does not parse: " + e.getMessage());
            }
        }

        private void node(KqlNode node) {
            switch (node) {
                case KqlNode.And(List<KqlNode> all) -> all.forEach(this::node);
                case KqlNode.Or(List<KqlNode> any) -> any.forEach(this::node);
                case KqlNode.Not(KqlNode negated) -> node(negated);
                case KqlNode.Anywhere(Operand value) -> problem("a value without a field: " + value.plain());
                case KqlNode.Nested(Operand path, KqlNode _) -> problem("we have nothing nested: " + path.plain());
                case KqlNode.Range(Operand field, KqlNode.Comparison _, Operand _) -> {
                    boolean isDate = mappings.typeOf(field.plain())
                            .filter(DATES::contains)
                            .isPresent();
                    field(field.plain(), isDate ? DATES : NUMBERS, "compared:");
                }
                case KqlNode.Is(Operand field, Operand value) -> {
                    if (value.isLoneStar()) {
                        isThere(field.plain());
                    } else {
                        field(field.plain(), VALUES, "matched exactly:");
                    }
                }
            }
        }
    }
}
