package dev.tocsin.alert;

import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.query.link.DiscoverLink;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Links into Discover for exactly the window, query and group behind an alert: what is shown there is what was counted. */
final class KibanaLinks implements DiscoverLinks {
    private final String kibana;

    /** @param kibana address of Kibana; blank if there is none */
    KibanaLinks(String kibana) {
        this.kibana = kibana.strip();
    }

    @Override
    public Optional<String> linkFor(AlertNotice notice) {
        boolean isKql = notice.queryLanguage().equals("kuery");
        if (kibana.isEmpty() || (!isKql && !notice.queryLanguage().equals("lucene"))) {
            return Optional.empty();
        }
        DiscoverLink.Builder link = DiscoverLink.to(kibana)
                .adHocDataView(notice.streams(), notice.timeField())
                // Discover takes both ends in, a window only its start.
                .between(notice.window().start(), notice.window().end().minusMillis(1))
                .sort(notice.timeField(), true)
                .filters(pills(notice.queryFilters()));
        String text = textOf(notice, isKql);
        return Optional.of((isKql ? link.kql(text) : link.lucene(text)).build().redirectUrl());
    }

    private static JsonArray pills(String filters) {
        try (JsonReader reader = Json.createReader(new StringReader(filters))) {
            return reader.readArray();
        }
    }

    private static String textOf(AlertNotice notice, boolean isKql) {
        List<String> parts = new ArrayList<>();
        if (!notice.queryText().isBlank()) {
            parts.add(notice.group().values().isEmpty() ? notice.queryText() : "(" + notice.queryText() + ")");
        }
        notice.group().values().forEach((field, value) -> parts.add(clause(field, value, isKql)));
        return String.join(isKql ? " and " : " AND ", parts);
    }

    private static String clause(String field, String value, boolean isKql) {
        if (value.equals(GroupKey.NONE)) {
            return isKql ? "not " + field + ": *" : "NOT _exists_:" + field;
        }
        String quoted = "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return field + (isKql ? ": " : ":") + quoted;
    }
}
