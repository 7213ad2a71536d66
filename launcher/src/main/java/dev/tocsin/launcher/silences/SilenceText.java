package dev.tocsin.launcher.silences;

import dev.tocsin.alert.route.Wording;
import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** A silence as the API shows it, in words. */
final class SilenceText {
    private SilenceText() {}

    static String matchers(JsonObject silence) {
        return PlainText.of(silence.getJsonArray("matchers").getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .collect(Collectors.joining(", ")));
    }

    static String time(JsonObject silence, String key) {
        return Wording.time(Instant.parse(silence.getString(key)).truncatedTo(ChronoUnit.SECONDS));
    }

    /** Which alerts that fire now it matches. */
    static void tellFiring(JsonObject firing, Terminal terminal) {
        int count = firing.getInt("count");
        if (count == 0) {
            terminal.line("  It matches no alert that fires now.");
            return;
        }
        terminal.line(
                "  It matches " + Counted.of(count, "alert") + " that " + (count == 1 ? "fires" : "fire") + " now:");
        List<JsonObject> alerts = firing.getJsonArray("alerts").getValuesAs(JsonObject.class);
        Table table = new Table();
        for (JsonObject alert : alerts) {
            table.row(
                    alert.getString("rule"),
                    alert.isNull("severity") ? "" : alert.getString("severity"),
                    alert.getJsonObject("group").entrySet().stream()
                            .map(value -> value.getKey() + "=" + ((JsonString) value.getValue()).getString())
                            .collect(Collectors.joining(", ")));
        }
        table.lines().forEach(line -> terminal.line("  " + line));
        if (alerts.size() < count) {
            terminal.line("    and " + (count - alerts.size()) + " more");
        }
    }
}
