package dev.tocsin.query.link;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link that opens Kibana's Discover with a query and a time range. {@link #redirectUrl} is the form to send: Kibana
 * keeps it stable, and it alone can carry a data view that is not saved in Kibana. {@link #discoverUrl} is the page's own
 * address. Made by {@link #to}. Immutable.
 */
public final class DiscoverLink {
    /** The release whose parameters these are; later ones bring them up to date. */
    private static final String VERSION = "9.0.0";

    private static final JsonProvider JSON = JsonProvider.provider();

    private final String root;
    private final JsonObject params;

    private DiscoverLink(String root, JsonObject params) {
        this.root = root;
        this.params = params;
    }

    /** @param kibana address of Kibana with its base path, as {@code https://kibana.example.com} */
    public static Builder to(String kibana) {
        return new Builder(kibana);
    }

    /** Link from the parameters of Kibana's own Discover locator. */
    public static DiscoverLink of(String kibana, @Nullable String space, JsonObject locatorParams) {
        String base = kibana.replaceAll("/+$", "");
        String prefix =
                space == null || space.isEmpty() || space.equals("default") ? "" : "/s/" + UrlText.encode(space);
        return new DiscoverLink(base + prefix, locatorParams);
    }

    /** {@code /app/r?l=DISCOVER_APP_LOCATOR…}: Kibana forwards it to Discover. */
    public String redirectUrl() {
        return root + "/app/r?l=DISCOVER_APP_LOCATOR&v=" + VERSION + "&p=" + UrlText.encode(params.toString());
    }

    /** {@code /app/discover#/…}; empty if the data view is not saved in Kibana, for this form cannot carry it. */
    public Optional<String> discoverUrl() {
        if (params.containsKey("dataViewSpec")) {
            return Optional.empty();
        }
        String view =
                params.get("savedSearchId") instanceof JsonString id ? "view/" + UrlText.encode(id.getString()) : "";
        JsonObjectBuilder global = JSON.createObjectBuilder();
        JsonValue time = params.get("timeRange");
        String url = root + "/app/discover#/" + view + "?_g="
                + UrlText.encode(Rison.encode((time == null ? global : global.add("time", time)).build()));
        JsonObject state = pageState();
        return Optional.of(state.isEmpty() ? url : url + "&_a=" + UrlText.encode(Rison.encode(state)));
    }

    /** The same URL, safe inside Slack's and e-mail's text: nothing in it ends the link early. */
    public static String forMessages(String url) {
        return UrlText.forMessages(url);
    }

    private JsonObject pageState() {
        JsonObjectBuilder state = JSON.createObjectBuilder();
        for (String key : List.of("query", "filters", "columns", "sort")) {
            JsonValue value = params.get(key);
            if (value != null) {
                state.add(key, value);
            }
        }
        if (params.get("dataViewId") instanceof JsonString id) {
            state.add(
                    "dataSource",
                    JSON.createObjectBuilder().add("type", "dataView").add("dataViewId", id));
        } else if (params.get("query") instanceof JsonObject query && query.containsKey("esql")) {
            state.add("dataSource", JSON.createObjectBuilder().add("type", "esql"));
        }
        return state.build();
    }

    /** Takes the parts of a link in any order. Used by one thread. */
    public static final class Builder {
        private final String kibana;
        private @Nullable String space;
        private @Nullable String savedSearchId;
        private @Nullable String dataViewId;
        private @Nullable JsonObject dataViewSpec;
        private @Nullable JsonObject query;
        private JsonArray filters = JsonValue.EMPTY_JSON_ARRAY;
        private @Nullable JsonObject timeRange;
        private List<String> columns = List.of();
        private @Nullable String sortField;
        private boolean descending;

        private Builder(String kibana) {
            this.kibana = kibana;
        }

        public Builder space(@Nullable String space) {
            this.space = space;
            return this;
        }

        public Builder savedSearch(String id) {
            savedSearchId = id;
            return this;
        }

        public Builder dataView(String id) {
            dataViewId = id;
            return this;
        }

        /** A data view that exists only in the link, for index patterns that have none in Kibana. */
        public Builder adHocDataView(String title, String timeField) {
            return adHocDataView(JSON.createObjectBuilder()
                    .add("title", title)
                    .add("timeFieldName", timeField)
                    .build());
        }

        public Builder adHocDataView(JsonObject spec) {
            dataViewSpec = spec;
            return this;
        }

        public Builder kql(String text) {
            return query("kuery", text);
        }

        public Builder lucene(String text) {
            return query("lucene", text);
        }

        private Builder query(String language, String text) {
            query = JSON.createObjectBuilder()
                    .add("language", language)
                    .add("query", text)
                    .build();
            return this;
        }

        /** Milliseconds, as Discover shows them; {@code to} is rounded up, so that the window is never cut. */
        public Builder between(Instant from, Instant to) {
            Instant end = to.truncatedTo(ChronoUnit.MILLIS);
            return between(iso(from), iso(end.equals(to) ? end : end.plusMillis(1)));
        }

        /** Kibana's times, as {@code now-15m} and {@code now}. */
        public Builder between(String from, String to) {
            timeRange =
                    JSON.createObjectBuilder().add("from", from).add("to", to).build();
            return this;
        }

        /** Kibana's filter pills. What they say of a saved data view is left out: the link has its own. */
        public Builder filters(JsonArray pills) {
            JsonArrayBuilder free = JSON.createArrayBuilder();
            for (JsonValue pill : pills) {
                JsonObjectBuilder copy = JSON.createObjectBuilder(pill.asJsonObject());
                if (pill.asJsonObject().get("meta") instanceof JsonObject meta) {
                    copy.add(
                            "meta",
                            JSON.createObjectBuilder(meta).remove("index").remove("indexRefName"));
                }
                free.add(copy);
            }
            filters = free.build();
            return this;
        }

        public Builder columns(List<String> fields) {
            columns = List.copyOf(fields);
            return this;
        }

        public Builder sort(String field, boolean newestFirst) {
            sortField = field;
            descending = newestFirst;
            return this;
        }

        public DiscoverLink build() {
            JsonObjectBuilder params = JSON.createObjectBuilder();
            add(params, "savedSearchId", savedSearchId == null ? null : JSON.createValue(savedSearchId));
            add(params, "dataViewId", dataViewId == null ? null : JSON.createValue(dataViewId));
            add(params, "dataViewSpec", dataViewSpec);
            add(params, "query", query);
            add(params, "filters", filters.isEmpty() ? null : filters);
            add(params, "timeRange", timeRange);
            if (!columns.isEmpty()) {
                JsonArrayBuilder names = JSON.createArrayBuilder();
                columns.forEach(names::add);
                params.add("columns", names);
            }
            if (sortField != null) {
                JsonArrayBuilder order =
                        JSON.createArrayBuilder().add(sortField).add(descending ? "desc" : "asc");
                params.add("sort", JSON.createArrayBuilder().add(order));
            }
            return of(kibana, space, params.build());
        }

        private static void add(JsonObjectBuilder params, String key, @Nullable JsonValue value) {
            if (value != null) {
                params.add(key, value);
            }
        }

        private static String iso(Instant time) {
            String text = time.truncatedTo(ChronoUnit.MILLIS).toString();
            return text.contains(".") ? text : text.replace("Z", ".000Z");
        }
    }
}
