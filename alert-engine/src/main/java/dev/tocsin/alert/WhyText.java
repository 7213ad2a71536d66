package dev.tocsin.alert;

import dev.tocsin.alert.notify.HarmlessText;
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
    /** There is room for the newest one in full behind them. */
    private static final int MOST_LISTED = 5;

    private static final int GROUP = 100;
    private static final int REASON = 150;

    private WhyText() {}

    /** @param explanation as {@link Explainer} makes it, of the notice's rule and window */
    static String of(AlertNotice notice, JsonObject explanation) {
        List<String> lines = new ArrayList<>();
        lines.add("Why " + notice.rule() + " of " + Wording.time(notice.window().end()) + ": "
                + explanation.getString("why", notice.reason()));
        lines.add("Window " + Wording.time(notice.window().start()) + " to "
                + Wording.time(notice.window().end()) + ", query " + notice.queryText() + " in " + notice.streams()
                + ", condition " + notice.condition() + ".");
        notice.differs().forEach(differs -> lines.add("What differs: " + differs.inWords() + "."));
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

    /**
     * The alerts that go on, the newest first, in a line each.
     *
     * @param open oldest first
     */
    static String listOf(List<AlertNotice> open) {
        List<String> lines = new ArrayList<>();
        lines.add(Counts.of(open.size(), "alert") + " of this message go on, the newest first:");
        open.reversed().stream().limit(MOST_LISTED).map(WhyText::lineOf).forEach(lines::add);
        if (open.size() > MOST_LISTED) {
            lines.add("and " + (open.size() - MOST_LISTED) + " more: ./tocsin alerts list");
        }
        lines.add("The newest in full:");
        return String.join("\n", lines);
    }

    private static String lineOf(AlertNotice notice) {
        String group = String.join(", ", notice.group().values().values());
        String name = group.isEmpty() ? notice.rule() : notice.rule() + " " + HarmlessText.line(group, GROUP);
        return "• " + name + ": " + HarmlessText.line(notice.reason(), REASON) + ", since "
                + Wording.time(notice.since());
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
