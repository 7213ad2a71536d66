package dev.tocsin.launcher.alerts;

import dev.tocsin.alert.route.Wording;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An alert as the API shows it, in words; not made harmless yet. */
final class AlertText {
    private AlertText() {}

    /** The rule, and the values of its group. */
    static String name(JsonObject alert) {
        String group = alert.getJsonObject("group").values().stream()
                .map(value -> ((JsonString) value).getString())
                .collect(Collectors.joining(", "));
        return alert.getString("rule") + (group.isEmpty() ? "" : ": " + group);
    }

    static String state(JsonObject alert) {
        return alert.getString("state") + (alert.isNull("severity") ? "" : " " + alert.getString("severity"));
    }

    /** Since when and with which value; then what stands beside the state, one clause each. */
    static List<String> remarks(JsonObject alert) {
        List<String> remarks = new ArrayList<>();
        String since = alert.isNull("since") ? "" : "since " + time(alert.getString("since"));
        String value = alert.isNull("value")
                ? ""
                : number(alert, "value") + (alert.isNull("threshold") ? "" : " against " + number(alert, "threshold"));
        if (!since.isEmpty() || !value.isEmpty()) {
            remarks.add(since + (since.isEmpty() || value.isEmpty() ? "" : ", ") + value);
        }
        if (alert.get("acknowledged") instanceof JsonObject given) {
            remarks.add(acknowledged(given)
                    + (given.getBoolean("covers", true) ? "" : "; it is worse now, and told again"));
        }
        if (alert.get("flapping") instanceof JsonObject flapping) {
            remarks.add("flapping since " + time(flapping.getString("since")) + ", changed "
                    + flapping.getInt("changes") + " times: told when it holds still");
        }
        if (alert.getBoolean("ruleRemoved", false)) {
            remarks.add("its rule was removed: it stands as it was");
        }
        return remarks;
    }

    static String acknowledged(JsonObject given) {
        String comment = given.getString("comment", "");
        return "acknowledged by " + given.getString("by")
                + (given.isNull("until") ? " until it ends" : " until " + time(given.getString("until")))
                + (comment.isEmpty() ? "" : ": " + comment);
    }

    private static String number(JsonObject json, String key) {
        return Wording.number(json.getJsonNumber(key).doubleValue());
    }

    private static String time(String instant) {
        return Wording.time(Instant.parse(instant));
    }
}
