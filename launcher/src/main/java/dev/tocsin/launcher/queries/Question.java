package dev.tocsin.launcher.queries;

import dev.tocsin.alert.rule.BadQuery;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.query.DataView;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A query on its way to Elasticsearch; what goes wrong there is said in words. */
final class Question {
    private static final int LONGEST_REFUSAL = 300;
    private static final JsonObject NO_FIELDS = Json.createObjectBuilder()
            .add("fields", JsonObject.EMPTY_JSON_OBJECT)
            .build();

    /** What a shard says that is on its way, and what is said of one that has no place yet. */
    private static final Set<String> NOT_STARTED =
            Set.of("illegal_index_shard_state_exception", "no_shard_available_action_exception");

    private final ElasticLink link;
    private final RuleQuery query;

    Question(ElasticLink link, RuleQuery query) {
        this.link = link;
        this.query = query;
    }

    /** As the engine translates it: with the types of the fields as they are now. */
    JsonObject translated() {
        return translated(query, fields());
    }

    static JsonObject translated(RuleQuery query, @Nullable DataView view) {
        try {
            return query.toElasticsearch(view);
        } catch (BadQuery e) {
            throw new Problem(
                    "the query cannot be translated: " + e.getMessage() + (e.hint() == null ? "" : "\n  " + e.hint()),
                    e);
        }
    }

    private DataView fields() {
        JsonObject answer = ask(
                "GET",
                "/" + query.streamsJoined() + "/_field_caps",
                Map.of("fields", "*", "ignore_unavailable", "true", "filter_path", "fields"),
                null);
        return DataView.fromFieldCaps(query.streamsJoined(), answer.containsKey("fields") ? answer : NO_FIELDS);
    }

    /** The service, the query and a range of time. */
    JsonObject filter(JsonObject translated, String timeField, String since, @Nullable String until) {
        JsonObjectBuilder range = Json.createObjectBuilder().add("gte", since);
        if (until != null) {
            range.add("lt", until);
        }
        JsonArrayBuilder filter = Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add(
                                "range",
                                Json.createObjectBuilder()
                                        .add(timeField, range.add("format", "strict_date_optional_time_nanos"))));
        JsonObject service = query.serviceClause();
        if (service != null) {
            filter.add(service);
        }
        return Json.createObjectBuilder()
                .add("bool", Json.createObjectBuilder().add("filter", filter.add(translated)))
                .build();
    }

    /** A search over the streams of the query; streams that are not there are none. */
    JsonObject search(JsonObject body) {
        return ask(
                "POST",
                "/" + query.streamsJoined() + "/_search",
                Map.of("ignore_unavailable", "true", "allow_partial_search_results", "false"),
                body);
    }

    /** A view of the streams as they are now, in which events of the same moment have an order; to be closed. */
    String openView() {
        return ask(
                        "POST",
                        "/" + query.streamsJoined() + "/_pit",
                        Map.of("ignore_unavailable", "true", "keep_alive", "1m"),
                        null)
                .getString("id");
    }

    JsonObject searchIn(String view, JsonObject body) {
        return ask(
                "POST",
                "/_search",
                Map.of("allow_partial_search_results", "false"),
                Json.createObjectBuilder(body)
                        .add("pit", Json.createObjectBuilder().add("id", view).add("keep_alive", "1m"))
                        .build());
    }

    void closeView(String view) {
        ask(
                "DELETE",
                "/_pit",
                Map.of(),
                Json.createObjectBuilder().add("id", view).build());
    }

    private JsonObject ask(String method, String path, Map<String, String> parameters, @Nullable JsonObject body) {
        try {
            ElasticAnswer answer = link.call(method, path, parameters, body);
            if (answer.isSuccess()) {
                return answer.json();
            }
            if (isNotStartedYet(answer)) {
                throw new NotStartedYet();
            }
            throw new Problem(link.settings() + " refuses (" + answer.status() + "): " + reason(answer));
        } catch (IOException e) {
            throw new Problem(link.settings() + " does not answer: " + e.getMessage(), e);
        } catch (JsonException e) {
            throw new Problem(link.settings() + " gave an answer that is not JSON", e);
        }
    }

    private static boolean isNotStartedYet(ElasticAnswer answer) {
        try {
            return NOT_STARTED.contains(cause(answer).getString("type", ""));
        } catch (JsonException | ClassCastException | NullPointerException e) {
            return false;
        }
    }

    private static JsonObject cause(ElasticAnswer answer) {
        JsonObject error = answer.json().getJsonObject("error");
        JsonArray causes = error.getJsonArray("root_cause");
        return causes == null || causes.isEmpty() ? error : causes.getJsonObject(0);
    }

    private static String reason(ElasticAnswer answer) {
        try {
            JsonObject cause = cause(answer);
            return PlainText.firstLine(cause.getString("reason", cause.getString("type", "")), LONGEST_REFUSAL);
        } catch (JsonException | ClassCastException | NullPointerException e) {
            return PlainText.firstLine(new String(answer.body(), StandardCharsets.UTF_8), LONGEST_REFUSAL);
        }
    }

    /** The first value of a field of a hit; empty if it has none. */
    static String first(JsonObject hit, String field) {
        JsonObject fields = hit.getJsonObject("fields");
        JsonArray values = fields == null ? null : fields.getJsonArray(field);
        if (values == null || values.isEmpty()) {
            return "";
        }
        return values.getFirst() instanceof JsonString text
                ? text.getString()
                : values.getFirst().toString();
    }
}
