package dev.tocsin.launcher.rules;

import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.QueryOrigin;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Style;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one rule of an engine. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {"Shows a rule of a running engine: its state, what its last windows saw, and its alerts.", ""})
final class ShowRule implements Callable<Integer> {
    private static final int WINDOWS = 10;
    private static final String NO_FILTERS = "[]";

    private final Desk desk;

    @Parameters(paramLabel = "NAME", description = "The rule.")
    String name = "";

    @Mixin
    EngineOption where = new EngineOption();

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    ShowRule(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Service engine = desk.engine(where.engine);
        JsonObject detail = engine.get("rules/" + Service.part(name));
        List<JsonObject> alerts = ListRules.alertsByRule(engine).getOrDefault(name, List.of());
        List<JsonObject> windows = engine.get("rules/" + Service.part(name) + "/windows?limit=" + WINDOWS)
                .getJsonArray("windows")
                .getValuesAs(JsonObject.class);
        if (format == OutputFormat.JSON) {
            JsonArrayBuilder standing = Json.createArrayBuilder();
            alerts.forEach(standing::add);
            JsonArrayBuilder seen = Json.createArrayBuilder();
            windows.forEach(seen::add);
            desk.terminal()
                    .json(Json.createObjectBuilder(detail)
                            .add("alerts", standing)
                            .add("windows", seen)
                            .build()
                            .toString());
            return 0;
        }
        JsonObject rule = detail.getJsonObject("rule");
        tellHead(detail, rule, alerts);
        tellProgress(rule);
        tellAlerts(alerts);
        tellWindows(windows);
        tellProblems(detail);
        return 0;
    }

    private void tellHead(JsonObject detail, JsonObject rule, List<JsonObject> alerts) {
        Terminal terminal = desk.terminal();
        terminal.line(terminal.styled(Style.STRONG, PlainText.of(rule.getString("name"))) + "  "
                + PlainText.of(rule.getString("title") + "  (" + detail.getString("file") + ")"));
        Table table = new Table()
                .row("state", RuleState.of(rule, alerts))
                .row("condition", detail.getString("condition"))
                .row("query", detail.getString("query"));
        if (!detail.getString("queryFrom").equals(QueryOrigin.RULE.inWords())) {
            table.row("from", detail.getString("queryFrom"));
        }
        table.row("streams", words(detail, "streams"));
        if (!detail.getJsonArray("groupBy").isEmpty()) {
            table.row("groups", words(detail, "groupBy"));
        }
        table.row(
                "schedule",
                rule.getString("schedule") + ", window " + Wording.duration(Duration.parse(rule.getString("window"))));
        table.lines().forEach(terminal::line);
        String filters = detail.getString("queryFilters", NO_FILTERS);
        if (!filters.equals(NO_FILTERS)) {
            terminal.line("  and Kibana's filters " + PlainText.of(filters));
        }
        if (detail.get("lists") instanceof JsonArray lists && !lists.isEmpty()) {
            terminal.line("  and " + PlainText.of(words(detail, "lists").replace(", ", " and ")));
        }
    }

    private static String words(JsonObject json, String key) {
        return json.getJsonArray(key).getValuesAs(JsonString.class).stream()
                .map(JsonString::getString)
                .collect(Collectors.joining(", "));
    }

    private void tellProgress(JsonObject rule) {
        Terminal terminal = desk.terminal();
        if (rule.get("pause") instanceof JsonObject pause) {
            terminal.problem(
                    "paused " + PauseText.of(pause) + ". End it with ./tocsin rules resume " + rule.getString("name"));
        }
        if (!(rule.get("progress") instanceof JsonObject progress)) {
            terminal.line("  No window was evaluated yet.");
            return;
        }
        if (!progress.isNull("failingSince")) {
            terminal.problem("cannot be evaluated since " + time(progress.getString("failingSince")) + ": "
                    + progress.getString("failingReason", "unknown"));
        }
        if (rule.get("next") instanceof JsonObject next) {
            terminal.line("  The next window ends at " + time(next.getString("end")) + " and is looked at from "
                    + time(next.getString("due")) + ".");
        }
    }

    private void tellAlerts(List<JsonObject> alerts) {
        if (alerts.isEmpty()) {
            return;
        }
        Table table = new Table().row("ALERT", "STATE", "SINCE", "VALUE");
        for (JsonObject alert : alerts) {
            String group = alert.getJsonObject("group").values().stream()
                    .map(value -> ((JsonString) value).getString())
                    .collect(Collectors.joining(", "));
            table.row(
                    group.isEmpty() ? "(all)" : group,
                    alert.getString("state")
                            + (alert.isNull("severity") ? "" : " " + alert.getString("severity"))
                            + flags(alert),
                    alert.isNull("since") ? "" : time(alert.getString("since")),
                    number(alert, "value")
                            + (alert.isNull("threshold") ? "" : " against " + number(alert, "threshold")));
        }
        desk.terminal().line("");
        table.lines().forEach(desk.terminal()::line);
    }

    /** What ./tocsin alerts list says in full. */
    private static String flags(JsonObject alert) {
        return (alert.get("acknowledged") instanceof JsonObject ? ", acknowledged" : "")
                + (alert.get("flapping") instanceof JsonObject ? ", flapping" : "");
    }

    private void tellWindows(List<JsonObject> windows) {
        desk.terminal().line("");
        if (windows.isEmpty()) {
            desk.terminal().line("  The history has no window of the last 24 hours.");
            return;
        }
        Table table = new Table().row("WINDOW END", "SAW", "");
        for (JsonObject window : windows) {
            table.row(
                    time(window.getJsonObject("window").getString("end")),
                    window.getString("answer") + (window.containsKey("hits") ? " " + number(window, "hits") : ""),
                    window.getString("reason", window.getString("status", "")));
        }
        table.lines().forEach(desk.terminal()::line);
    }

    private void tellProblems(JsonObject detail) {
        for (JsonObject problem : detail.getJsonArray("problems").getValuesAs(JsonObject.class)) {
            desk.terminal()
                    .problem(problem.getString("file") + ":" + problem.getInt("line") + " "
                            + problem.getString("severity") + " " + problem.getString("path") + ": "
                            + problem.getString("reason"));
        }
    }

    private static String number(JsonObject json, String key) {
        @Nullable
        Double value = json.isNull(key) ? null : json.getJsonNumber(key).doubleValue();
        return value == null ? "" : Wording.number(value);
    }

    private static String time(String instant) {
        return Wording.time(Instant.parse(instant));
    }
}
