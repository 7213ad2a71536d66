package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Window;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One question about what differs, on its way: what is asked next, and what is known by now. For one thread. */
final class ContrastLook {
    private static final JsonProvider JSON = JsonProvider.provider();

    private static final String NOW = "now";
    private static final String BEFORE = "before";
    private static final int SOME = 10;
    private static final int MOST_VALUES = 3;
    private static final int LEAST_DOCUMENTS = 3;
    private static final int LONGEST_VALUE = 200;
    private static final int MOST_TOLD = 3;

    private final ContrastAsk ask;
    private final Translated translated;
    private final List<String> known;
    private List<String> fields = List.of();
    private List<Term> terms = List.of();
    private List<Contrast> told = List.of();

    private record Term(String field, String value) {}

    /** @param known fields that there are */
    ContrastLook(ContrastAsk ask, Translated translated, List<String> known) {
        this.ask = ask;
        this.translated = translated;
        this.known = known;
    }

    ContrastAsk ask() {
        return ask;
    }

    /** At most one value of a field, the most telling first. */
    List<Contrast> told() {
        return told;
    }

    /** A few events, for the fields that they have. */
    Optional<JsonObject> some() {
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(SearchBody.newest(ask.rule(), ask.window(), translated, ask.group(), SOME, known));
    }

    void takeSome(SearchReply reply) {
        List<JsonObject> hits = reply.hits();
        fields = hits.size() < Contrast.LEAST_EVENTS ? List.of() : ContrastFields.sharedIn(hits, known);
    }

    Optional<JsonObject> significant() {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        JsonObject background = JSON.createObjectBuilder()
                .add("bool", JSON.createObjectBuilder().add("filter", behind(List.of(ask.before()))))
                .build();
        JsonObjectBuilder aggregations = JSON.createObjectBuilder();
        for (int i = 0; i < fields.size(); i++) {
            aggregations.add(
                    name(i),
                    JSON.createObjectBuilder()
                            .add(
                                    "significant_terms",
                                    JSON.createObjectBuilder()
                                            .add("field", fields.get(i))
                                            .add("size", MOST_VALUES)
                                            .add("min_doc_count", LEAST_DOCUMENTS)
                                            .add("background_filter", background)));
        }
        return Optional.of(SearchBody.head(behind(List.of(ask.window())))
                .add("size", 0)
                .add("track_total_hits", false)
                .add("aggs", aggregations)
                .build());
    }

    void takeSignificant(SearchReply reply) {
        List<Term> found = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            for (JsonObject bucket : reply.aggregations()
                    .getJsonObject(name(i))
                    .getJsonArray("buckets")
                    .getValuesAs(JsonObject.class)) {
                if (bucket.get("key") instanceof JsonString value
                        && value.getString().length() <= LONGEST_VALUE) {
                    found.add(new Term(fields.get(i), value.getString()));
                }
            }
        }
        terms = found;
    }

    /**
     * All of them, now and before. What {@code significant_terms} says of the time before is too little: a shard where the
     * value is not found now does not tell how often it was there.
     */
    Optional<JsonObject> counted() {
        return terms.isEmpty()
                ? Optional.empty()
                : Optional.of(SearchBody.head(behind(List.of(ask.before(), ask.window())))
                        .add("size", 0)
                        .add("track_total_hits", false)
                        .add(
                                "aggs",
                                JSON.createObjectBuilder()
                                        .add(NOW, countedIn(ask.window()))
                                        .add(BEFORE, countedIn(ask.before())))
                        .build());
    }

    private JsonObjectBuilder countedIn(Window window) {
        JsonObjectBuilder counts = JSON.createObjectBuilder();
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            counts.add(
                    name(i),
                    JSON.createObjectBuilder()
                            .add(
                                    "filter",
                                    JSON.createObjectBuilder()
                                            .add(
                                                    "term",
                                                    JSON.createObjectBuilder().add(term.field(), term.value()))));
        }
        return JSON.createObjectBuilder()
                .add("filter", SearchBody.range(ask.rule(), window))
                .add("aggs", counts);
    }

    void takeCounted(SearchReply reply) {
        JsonObject now = reply.aggregations().getJsonObject(NOW);
        JsonObject before = reply.aggregations().getJsonObject(BEFORE);
        List<Contrast> contrasts = new ArrayList<>();
        for (int i = 0; i < terms.size(); i++) {
            contrasts.add(new Contrast(
                    terms.get(i).field(),
                    terms.get(i).value(),
                    documentsIn(now.getJsonObject(name(i))),
                    documentsIn(now),
                    documentsIn(before.getJsonObject(name(i))),
                    documentsIn(before)));
        }
        told = mostTelling(contrasts);
    }

    private static long documentsIn(JsonObject bucket) {
        return bucket.getJsonNumber("doc_count").longValueExact();
    }

    /** One of a field; a name that stands in two fields is one thing. */
    private static List<Contrast> mostTelling(List<Contrast> contrasts) {
        Set<String> said = new HashSet<>();
        return contrasts.stream()
                .filter(Contrast::isTelling)
                .sorted(Comparator.comparingDouble(Contrast::rise).reversed())
                .filter(contrast -> said.add("field " + contrast.field()))
                .filter(contrast -> said.add("value " + contrast.value()))
                .limit(MOST_TOLD)
                .toList();
    }

    private JsonArrayBuilder behind(List<Window> spans) {
        return SearchBody.behind(ask.rule(), spans, translated, ask.group());
    }

    /** Says nothing but its place, since field names may hold anything. */
    private static String name(int place) {
        return "d" + place;
    }
}
