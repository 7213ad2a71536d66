package dev.tocsin.ingest;

import dev.tocsin.ingest.enrich.EcsFields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One value of a record as it was sent.
 *
 * @param name dotted
 */
record Leaf(String name, String text) {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** All that can be looked for: nulls, empty objects and empty arrays cannot. */
    static List<Leaf> of(JsonNode record) {
        List<Leaf> leaves = new ArrayList<>();
        collect("", record, leaves);
        return leaves;
    }

    private static void collect(String name, JsonNode node, List<Leaf> leaves) {
        if (node.isObject()) {
            node.forEachEntry((key, value) -> collect(name.isEmpty() ? key : name + "." + key, value, leaves));
        } else if (node.isArray()) {
            node.forEach(element -> collect(name, element, leaves));
        } else if (!node.isNull()) {
            leaves.add(new Leaf(name, textOf(node)));
        }
    }

    private static String textOf(JsonNode value) {
        return value.isString() ? value.asString() : value.toString();
    }

    /** Where it may have been put, the best place first. */
    private Set<String> places() {
        String bare = name.replaceFirst("^(numeric_)?labels\\.", "");
        List<String> segments = new ArrayList<>();
        for (String segment : bare.split("\\.", -1)) {
            segments.add(segment.isBlank() ? "_" : segment.strip());
        }
        String label = String.join(".", segments);
        Set<String> places = new LinkedHashSet<>(List.of(name));
        EcsFields.nameMeantBy(name).ifPresent(places::add);
        places.addAll(List.of("labels." + label, "numeric_labels." + label, "labels_overflow." + label));
        List.copyOf(places).forEach(place -> places.add("labels_conflict." + place));
        return places;
    }

    /** Where the document has it; empty if it has not. */
    Optional<Found> in(JsonNode document) {
        for (String place : places()) {
            List<String> there = new ArrayList<>();
            valuesAt(document, place, there);
            for (String value : there) {
                if (isSame(value) && isOneTerm(place, value)) {
                    return Optional.of(new Found(place, List.of(value)));
                }
            }
            // A long text is in pieces, each of which can be looked for.
            if (there.size() > 1 && String.join("", there).equals(text)) {
                return Optional.of(new Found(place, there));
            }
        }
        return Optional.empty();
    }

    /** Whether it can be asked for; Lucene refuses longer terms. */
    private static boolean isOneTerm(String place, String text) {
        return !place.startsWith("labels_") || text.length() < 10_000;
    }

    private boolean isSame(String other) {
        if (other.equals(text)) {
            return true;
        }
        try {
            return new BigDecimal(other).compareTo(new BigDecimal(text)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void valuesAt(JsonNode node, String path, List<String> values) {
        if (node.isArray()) {
            node.forEach(element -> valuesAt(element, path, values));
        } else if (node.isObject()) {
            node.forEachEntry((key, value) -> {
                if (key.equals(path)) {
                    scalarsOf(value, values);
                } else if (path.startsWith(key + ".")) {
                    valuesAt(value, path.substring(key.length() + 1), values);
                }
            });
        }
    }

    private static void scalarsOf(JsonNode value, List<String> values) {
        if (value.isArray()) {
            value.forEach(element -> scalarsOf(element, values));
        } else if (!value.isObject()) {
            values.add(textOf(value));
        }
    }

    @Override
    public String toString() {
        return name + ":" + (text.length() < 50 ? text : text.substring(0, 50) + "… (" + text.length() + ")");
    }

    /**
     * A place in a document, and what to look for there.
     *
     * @param texts all of which have to be found
     */
    record Found(String place, List<String> texts) {
        /**
         * What finds it.
         *
         * @param nested the object that it would be found in only by asking so
         */
        JsonNode query(String name, @Nullable String nested) {
            ObjectNode query = JSON.createObjectNode();
            ObjectNode all = query.putObject("bool").put("_name", name);
            texts.forEach(text -> all.withArray("must").add(one(text)));
            if (nested == null || !place.startsWith(nested + ".")) {
                return query;
            }
            ObjectNode within = JSON.createObjectNode();
            within.putObject("nested").put("path", nested).put("_name", name).set("query", query);
            return within;
        }

        private JsonNode one(String text) {
            ObjectNode query = JSON.createObjectNode();
            if (place.startsWith("labels_")) {
                query.putObject("term").put(place, text);
            } else {
                query.putObject("match")
                        .putObject(place)
                        .put("query", text)
                        .put("operator", "and")
                        .put("lenient", true);
            }
            return query;
        }
    }
}
