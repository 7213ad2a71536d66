package dev.tocsin.alert;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Wording;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An explanation in a few lines, for a person who has seen the message only. Pure; neutralises nothing. */
final class WhyText {
    private WhyText() {}

    /** @param explanation as {@link Explainer} makes it, of the notice's rule and window */
    static String of(AlertNotice notice, JsonObject explanation) {
        List<String> lines = new ArrayList<>();
        lines.add("Why " + notice.rule() + " of " + Wording.time(notice.window().end()) + ": "
                + explanation.getString("why", notice.reason()));
        lines.add("Window " + Wording.time(notice.window().start()) + " to "
                + Wording.time(notice.window().end()) + ", query " + notice.queryText() + " in " + notice.streams()
                + ", condition " + notice.condition() + ".");
        JsonObject now = explanation.getJsonObject("now");
        if (now != null && now.containsKey("hits")) {
            lines.add("The same search finds " + now.getJsonNumber("hits") + " events now"
                    + (explanation.get("same") == JsonValue.FALSE
                            ? ", not what was found then: events came late."
                            : "."));
        }
        for (JsonObject told : objects(explanation, "notifications")) {
            JsonObject notification = told.getJsonObject("notification");
            if (notification != null) {
                lines.add(told.getString("transition", "") + " to " + notification.getString("channel", "") + ": "
                        + notification.getString("state", "") + timeOf(told) + answerOf(notification));
            }
        }
        for (JsonObject suppressed : objects(explanation, "suppressed")) {
            lines.add("Suppressed then: " + suppressed.getString("reason", ""));
        }
        for (JsonObject one : objects(explanation, "unchanged")) {
            lines.add(one.getString("why", ""));
        }
        lines.add("More: ./tocsin explain " + notice.rule() + " --at "
                + notice.window().end());
        return String.join("\n", lines);
    }

    private static List<JsonObject> objects(JsonObject explanation, String key) {
        return explanation.containsKey(key) ? explanation.getJsonArray(key).getValuesAs(JsonObject.class) : List.of();
    }

    private static String timeOf(JsonObject told) {
        return told.get("@timestamp") instanceof JsonString at
                ? " at " + Wording.time(Instant.parse(at.getString()))
                : "";
    }

    private static String answerOf(JsonObject notification) {
        String why = notification.getString("failure", notification.getString("answer", ""));
        return why.isEmpty() ? "" : " (" + why + ")";
    }
}
