package dev.tocsin.launcher.rules;

import dev.tocsin.alert.route.Wording;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a rule fired at a time, or did not. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Says why a rule fired at a time, or did not.",
            "What its window saw, what was decided, who was told or why not, and what the same search finds now.",
            ""
        })
public final class ExplainCommand implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "RULE", description = "The rule.")
    String rule = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "The window that ended last then: 24h (ago), or 2026-11-23T10:05:00Z. Default: now.")
    @Nullable
    String at;

    @Option(names = "--query", description = "Prints the search, to send it by hand.")
    boolean query;

    @Mixin
    EngineOption where = new EngineOption();

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    ExplainCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        String when = at == null
                ? ""
                : "?at=" + PointInTime.read("--at", at, desk.clock().instant());
        JsonObject explained = desk.engine(where.engine).get("rules/" + Service.part(rule) + "/explain" + when);
        Terminal terminal = desk.terminal();
        if (format == OutputFormat.JSON) {
            terminal.json(explained.toString());
        } else if (query) {
            terminal.json(
                    explained.containsKey("search")
                            ? explained.getJsonObject("search").toString()
                            : "{}");
        } else {
            tell(explained);
        }
        return 0;
    }

    private void tell(JsonObject explained) {
        Terminal terminal = desk.terminal();
        terminal.line(terminal.styled(Style.STRONG, PlainText.of(rule)) + "  "
                + PlainText.of(explained.getString("condition")));
        if (!explained.containsKey("window")) {
            terminal.text("  " + PlainText.of(explained.getString("why")));
            return;
        }
        JsonObject window = explained.getJsonObject("window");
        terminal.line("  window from " + time(window, "start") + " to " + time(window, "end") + ", looked at from "
                + time(window, "due"));
        terminal.text("  " + terminal.styled(Style.STRONG, PlainText.of(explained.getString("why"))));
        terminal.line("");
        tellDecided(explained);
        tellGroups(explained.getJsonObject("now"));
        tellTold(explained);
        tellUnchanged(explained);
        tellSuppressed(explained);
        tellNotInhibited(explained);
        terminal.text("  ./tocsin explain " + PlainText.of(rule) + " --at " + window.getString("end")
                + " --query prints the search.");
    }

    private void tellDecided(JsonObject explained) {
        Table table = new Table();
        for (JsonObject decided : explained.getJsonArray("decided").getValuesAs(JsonObject.class)) {
            table.row(
                    "decided by",
                    seen(decided) + (isOfAnotherVersion(explained, decided) ? ", by another version of the rule" : ""));
        }
        JsonObject now = explained.getJsonObject("now");
        JsonValue same = explained.get("same");
        table.row(
                "found now",
                seen(now)
                        + (same == JsonValue.FALSE
                                ? ": not the same; events came later, or were deleted"
                                : same == JsonValue.TRUE ? ": the same" : ""));
        table.lines().forEach(desk.terminal()::line);
        tellVersions(explained);
        desk.terminal().line("");
    }

    /** Engines of before versions were kept say nothing of them. */
    private void tellVersions(JsonObject explained) {
        JsonArray versions = explained.getJsonArray("versions");
        if (versions == null) {
            return;
        }
        for (JsonObject version : versions.getValuesAs(JsonObject.class)) {
            String name = "  version " + PlainText.of(version.getString("version"));
            if (!version.containsKey("query")) {
                desk.terminal().text(name + ": what it asked is not in the history");
                continue;
            }
            desk.terminal()
                    .text(name + ": " + PlainText.of(version.getString("condition")) + " of "
                            + PlainText.of(version.getJsonObject("query").getString("text")));
            if (version.containsKey("now")) {
                JsonValue same = version.get("same");
                desk.terminal()
                        .text("    asked again: " + PlainText.of(seen(version.getJsonObject("now")))
                                + (same == JsonValue.TRUE
                                        ? ": the same"
                                        : same == JsonValue.FALSE ? ": not the same" : ""));
            }
        }
    }

    private static boolean isOfAnotherVersion(JsonObject explained, JsonObject decided) {
        return !decided.getString("version").equals(explained.getString("version"));
    }

    private static String seen(JsonObject window) {
        String hits = window.containsKey("hits")
                ? Counted.of(window.getJsonNumber("hits").longValue(), "event")
                : window.getString("answer");
        return hits + (window.containsKey("reason") ? ", " + window.getString("reason") : "");
    }

    private void tellGroups(JsonObject now) {
        JsonArray groups = now.getJsonArray("groups");
        if (groups == null || groups.isEmpty()) {
            return;
        }
        Table table = new Table().row("GROUP", "EVENTS", "VALUE", "VERDICT", "STATE");
        for (JsonObject group : groups.getValuesAs(JsonObject.class)) {
            String name = group.getJsonObject("group").values().stream()
                    .map(value -> ((JsonString) value).getString())
                    .collect(Collectors.joining(", "));
            String before = group.getString("before");
            String after = group.getString("after");
            table.row(
                    name.isEmpty() ? "(all)" : name,
                    number(group, "hits"),
                    number(group, "value")
                            + (group.containsKey("threshold") ? " against " + number(group, "threshold") : ""),
                    group.getString("verdict")
                            + (group.containsKey("severity") ? " " + group.getString("severity") : "")
                            + (group.containsKey("basis") ? " (" + group.getString("basis") + ")" : ""),
                    before.equals(after) ? after : before + " -> " + after);
        }
        table.linesWithin(Math.max(desk.terminal().width(), 80)).forEach(desk.terminal()::line);
        int more = now.getInt("groupCount") - groups.size();
        if (more > 0 || now.getInt("groupsCut") > 0) {
            desk.terminal().line("  and " + Counted.of(more + now.getInt("groupsCut"), "group") + " more");
        }
        desk.terminal().line("");
    }

    private void tellTold(JsonObject explained) {
        List<JsonObject> told = explained.getJsonArray("notifications").getValuesAs(JsonObject.class);
        List<JsonObject> waiting = explained.getJsonArray("waiting").getValuesAs(JsonObject.class);
        if (told.isEmpty() && waiting.isEmpty()) {
            desk.terminal().line("  Nobody was told anything of this window.");
            return;
        }
        Table table = new Table().row("CHANNEL", "WHAT", "STATE", "ANSWER");
        for (JsonObject record : told) {
            JsonObject notification = record.getJsonObject("notification");
            table.row(
                    notification.getString("channel"),
                    record.getString("transition").toLowerCase(Locale.ROOT),
                    notification.getString("state"),
                    notification.getString("answer", notification.getString("failure", "")));
        }
        for (JsonObject one : waiting) {
            table.row(
                    one.getString("channel"),
                    one.getString("kind").toLowerCase(Locale.ROOT),
                    one.getString("state"),
                    one.getString("reason", ""));
        }
        table.lines().forEach(desk.terminal()::line);
    }

    private void tellUnchanged(JsonObject explained) {
        JsonArray unchanged = explained.getJsonArray("unchanged");
        if (unchanged == null) {
            return;
        }
        for (JsonObject one : unchanged.getValuesAs(JsonObject.class)) {
            String group = one.getJsonObject("group").values().stream()
                    .map(value -> ((JsonString) value).getString())
                    .collect(Collectors.joining(", "));
            desk.terminal()
                    .text("  " + (group.isEmpty() ? "" : PlainText.of(group) + ": ")
                            + PlainText.of(one.getString("why")));
        }
    }

    /** Engines of before there were silences say nothing of it. */
    private void tellSuppressed(JsonObject explained) {
        JsonArray suppressed = explained.getJsonArray("suppressed");
        if (suppressed == null || suppressed.isEmpty()) {
            return;
        }
        Table table = new Table().row("NOT TOLD", "CHANNEL", "WHY");
        for (JsonObject one : suppressed.getValuesAs(JsonObject.class)) {
            String group = one.getJsonObject("group").values().stream()
                    .map(value -> ((JsonString) value).getString())
                    .collect(Collectors.joining(", "));
            String channels = one.getJsonArray("channels").getValuesAs(JsonString.class).stream()
                    .map(JsonString::getString)
                    .collect(Collectors.joining(", "));
            table.row(
                    group.isEmpty() ? "(all)" : group,
                    channels,
                    one.getString("reason") + " (" + one.getString("cause") + " " + one.getString("by") + ")");
        }
        desk.terminal().line("");
        table.linesWithin(Math.max(desk.terminal().width(), 80)).forEach(desk.terminal()::line);
    }

    /** Engines of before that was looked for say nothing of it. */
    private void tellNotInhibited(JsonObject explained) {
        JsonArray passedOver = explained.getJsonArray("notInhibited");
        if (passedOver == null) {
            return;
        }
        for (JsonObject one : passedOver.getValuesAs(JsonObject.class)) {
            desk.terminal().text("  " + PlainText.of(one.getString("reason")));
        }
    }

    private static String time(JsonObject json, String key) {
        return Wording.time(Instant.parse(json.getString(key)));
    }

    private static String number(JsonObject json, String key) {
        return json.get(key) instanceof JsonNumber number ? Wording.number(number.doubleValue()) : "";
    }
}
