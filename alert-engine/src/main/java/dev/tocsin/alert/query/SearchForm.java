package dev.tocsin.alert.query;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A search with holes where the times of its window stand, so that it can be sent for any window when nobody has its rule
 * any more. Made of what is really sent: what differs between two windows is a hole, and a third shows that it is so; where
 * it is not, there is no form. Pure.
 *
 * @param search with the times of some window
 */
public record SearchForm(SentSearch search, List<Hole> holes) {
    private static final JsonProvider JSON = JsonProvider.provider();

    /** No daylight saving time hides behind it. */
    private static final Duration APART = Duration.ofHours(26).plusMinutes(7);

    public SearchForm {
        holes = List.copyOf(holes);
    }

    /**
     * A time that depends on the window.
     *
     * @param at JSON pointer in the body
     * @param behindEnd how long after the window's end it is, mostly negative
     */
    public record Hole(String at, Duration behindEnd) {}

    /** @param searches what is sent for the window of this end; empty if it cannot be translated */
    public static Optional<SearchForm> of(Function<Instant, Optional<SentSearch>> searches, Instant end) {
        Optional<SentSearch> one = searches.apply(end);
        Optional<SentSearch> other = searches.apply(end.plus(APART));
        Optional<SentSearch> third = searches.apply(end.minus(APART.multipliedBy(3)));
        if (one.isEmpty() || other.isEmpty() || third.isEmpty()) {
            return Optional.empty();
        }
        List<Hole> holes = new ArrayList<>();
        try {
            collect("", one.get().body(), other.get().body(), end, holes);
        } catch (DateTimeException | ClassCastException | IndexOutOfBoundsException e) {
            // What differs is no time.
            return Optional.empty();
        }
        SearchForm form = new SearchForm(one.get(), holes);
        return form.in(end.minus(APART.multipliedBy(3))).equals(third.get()) ? Optional.of(form) : Optional.empty();
    }

    private static void collect(String at, JsonValue one, JsonValue other, Instant end, List<Hole> holes) {
        if (one.equals(other)) {
            return;
        }
        if (one instanceof JsonObject object) {
            object.forEach((name, value) ->
                    collect(at + "/" + Json.encodePointer(name), value, member(other, name), end, holes));
        } else if (one instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                collect(at + "/" + i, array.get(i), other.asJsonArray().get(i), end, holes);
            }
        } else {
            Instant time = Instant.parse(((JsonString) one).getString());
            holes.add(new Hole(at, Duration.between(end, time)));
        }
    }

    private static JsonValue member(JsonValue object, String name) {
        return object.asJsonObject().getOrDefault(name, JsonValue.NULL);
    }

    /** The search of the window of this end. */
    public SentSearch in(Instant end) {
        JsonStructure body = search.body();
        for (Hole hole : holes) {
            body = JSON.createPointer(hole.at())
                    .replace(body, JSON.createValue(end.plus(hole.behindEnd()).toString()));
        }
        return new SentSearch(search.indices(), body.asJsonObject());
    }

    /** The body as a text, since its fields are no fields of who stores it. */
    public JsonObject json() {
        JsonArrayBuilder times = JSON.createArrayBuilder();
        holes.forEach(hole -> times.add(JSON.createObjectBuilder()
                .add("at", hole.at())
                .add("seconds", hole.behindEnd().toSeconds())));
        return JSON.createObjectBuilder()
                .add("indices", search.indices())
                .add("body", search.body().toString())
                .add("times", times)
                .build();
    }

    /** What {@link #json} wrote; empty if another version wrote something else. */
    public static Optional<SearchForm> read(JsonObject json) {
        try (var reader = JSON.createReader(new StringReader(json.getString("body")))) {
            List<Hole> holes = json.getJsonArray("times").getValuesAs(JsonObject.class).stream()
                    .map(time -> new Hole(
                            time.getString("at"),
                            Duration.ofSeconds(time.getJsonNumber("seconds").longValueExact())))
                    .toList();
            SearchForm form = new SearchForm(new SentSearch(json.getString("indices"), reader.readObject()), holes);
            // Whether each hole is there.
            form.in(Instant.EPOCH);
            return Optional.of(form);
        } catch (JsonException | ClassCastException | NullPointerException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
