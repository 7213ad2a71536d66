package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.query.SearchForm;
import dev.tocsin.alert.query.SentSearch;
import dev.tocsin.alert.query.StoredSearches.Outcome;
import dev.tocsin.alert.rule.Rule;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was asked of a window that another version of the rule decided, as {@link VersionRecords} wrote it down, and what the
 * same search finds now: for a version that only counted and measured what is in its window, {@code same} says whether the
 * data are what they were.
 */
final class OlderVersions {
    private static final JsonProvider JSON = JsonProvider.provider();

    /** Of a rule and a day. */
    private static final int MOST = 100;

    private final HistoryReader history;
    private final Function<SentSearch, Outcome> searches;

    OlderVersions(HistoryReader history, Function<SentSearch, Outcome> searches) {
        this.history = history;
        this.searches = searches;
    }

    /** @throws IOException if the history cannot be read */
    List<JsonObject> of(Rule rule, WindowPast past) throws IOException {
        List<JsonObject> found = new ArrayList<>();
        for (JsonObject decided : past.decided()) {
            String version = decided.getString("version");
            if (!version.equals(rule.version())) {
                found.add(recordOf(rule, version, past.window().end())
                        .map(record -> described(record, decided, past.window().end()))
                        .orElseGet(() -> JSON.createObjectBuilder().add("version", version))
                        .build());
            }
        }
        return found;
    }

    private Optional<JsonObject> recordOf(Rule rule, String version, Instant end) throws IOException {
        Instant day = end.atZone(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        return history.read(VersionRecords.KIND, rule.name(), day, day.plusMillis(1), MOST).stream()
                .filter(record -> record.getString("version").equals(version))
                .findFirst();
    }

    private JsonObjectBuilder described(JsonObject record, JsonObject decided, Instant end) {
        JsonObjectBuilder described = JSON.createObjectBuilder()
                .add("version", record.getString("version"))
                .add("condition", record.getString("condition"))
                .add("groupBy", record.getJsonArray("group_by"))
                .add("timeField", record.getString("time_field"))
                .add("query", record.getJsonObject("query"));
        Optional.ofNullable(record.getJsonObject("search"))
                .flatMap(SearchForm::read)
                .map(form -> form.in(end))
                .ifPresent(search -> {
                    described.add(
                            "search",
                            JSON.createObjectBuilder()
                                    .add("indices", search.indices())
                                    .add("body", search.body()));
                    if (record.getBoolean("total_is_hits", false)) {
                        addNow(described, decided, searches.apply(search));
                    }
                });
        return described;
    }

    private static void addNow(JsonObjectBuilder described, JsonObject decided, Outcome outcome) {
        switch (outcome) {
            case Outcome.Hits(long hits) -> {
                described.add("now", JSON.createObjectBuilder().add("hits", hits));
                if (decided.containsKey("hits")) {
                    boolean isSame = decided.getJsonNumber("hits").longValue() == hits;
                    described.add("same", isSame ? JsonValue.TRUE : JsonValue.FALSE);
                }
            }
            case Outcome.Undecided(String reason) ->
                described.add(
                        "now",
                        JSON.createObjectBuilder().add("answer", "undecided").add("reason", reason));
        }
    }
}
