package dev.tocsin.alert.kibana;

import dev.tocsin.alert.rule.KibanaEntry;
import dev.tocsin.query.kibana.KibanaExport;
import dev.tocsin.query.kibana.SavedObject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Kibana last said, with what it said before of objects that are gone: a rule that refers to one goes on. Objects
 * that nobody refers to are forgotten a while after they went. Immutable.
 *
 * @param readAt when Kibana said it
 */
record KibanaCopy(Instant readAt, List<KibanaEntry> entries) {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final int MOST_FORMER_TITLES = 10;
    private static final int LONGEST = 12 << 20;

    KibanaCopy {
        entries = List.copyOf(entries);
    }

    /** @param isUsed whether a rule refers to the object of this key */
    static KibanaCopy merge(
            @Nullable KibanaCopy before, KibanaExport now, String where, Instant at, Predicate<String> isUsed) {
        Map<String, KibanaEntry> known = new LinkedHashMap<>();
        if (before != null) {
            before.entries().forEach(entry -> known.put(entry.key(), entry));
        }
        List<KibanaEntry> entries = new ArrayList<>();
        for (SavedObject object : now.objects()) {
            KibanaEntry fresh = new KibanaEntry(object, where, true, List.of(), null);
            KibanaEntry old = known.remove(fresh.key());
            entries.add(old == null ? fresh : new KibanaEntry(object, where, true, formerTitles(old, object), null));
        }
        for (KibanaEntry gone : known.values()) {
            Instant since = gone.goneSince() == null ? at : gone.goneSince();
            if (isUsed.test(gone.key()) || since.plus(REMEMBERED).isAfter(at)) {
                entries.add(new KibanaEntry(gone.object(), where, true, gone.formerTitles(), since));
            }
        }
        return new KibanaCopy(at, entries);
    }

    private static List<String> formerTitles(KibanaEntry old, SavedObject now) {
        String title = old.object().title();
        if (title.equals(now.title())) {
            return old.formerTitles();
        }
        return Stream.concat(Stream.of(title), old.formerTitles().stream())
                .distinct()
                .filter(former -> !former.equals(now.title()))
                .limit(MOST_FORMER_TITLES)
                .toList();
    }

    /** Empty if it is too much to be kept: a data view stands in it once for each search. */
    Optional<String> toJson() {
        long characters = 0;
        JsonArrayBuilder all = JSON.createArrayBuilder();
        for (KibanaEntry entry : entries) {
            for (JsonObject line : entry.object().lines()) {
                characters += line.toString().length();
            }
            if (characters > LONGEST) {
                return Optional.empty();
            }
            JsonObjectBuilder one = JSON.createObjectBuilder()
                    .add("lines", JSON.createArrayBuilder(entry.object().lines()))
                    .add("formerTitles", JSON.createArrayBuilder(entry.formerTitles()));
            if (entry.goneSince() != null) {
                one.add("goneSince", entry.goneSince().toString());
            }
            all.add(one);
        }
        return Optional.of(JSON.createObjectBuilder()
                .add("readAt", readAt.toString())
                .add("objects", all)
                .build()
                .toString());
    }

    /** Empty if it cannot be understood: then Kibana has to be asked. */
    static Optional<KibanaCopy> fromJson(String text, String where) {
        try (JsonReader reader = JSON.createReader(new StringReader(text))) {
            JsonObject json = reader.readObject();
            List<KibanaEntry> entries = new ArrayList<>();
            for (JsonObject one : json.getJsonArray("objects").getValuesAs(JsonObject.class)) {
                List<String> former = one.getJsonArray("formerTitles").getValuesAs(JsonString::getString);
                Instant gone = one.containsKey("goneSince") ? Instant.parse(one.getString("goneSince")) : null;
                List<JsonObject> lines = one.getJsonArray("lines").getValuesAs(JsonValue::asJsonObject);
                for (SavedObject object : KibanaExport.of(lines)) {
                    entries.add(new KibanaEntry(object, where, true, former, gone));
                }
            }
            return Optional.of(new KibanaCopy(Instant.parse(json.getString("readAt")), entries));
        } catch (JsonException | NullPointerException | ClassCastException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
