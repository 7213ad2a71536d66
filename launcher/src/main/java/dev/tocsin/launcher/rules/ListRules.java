package dev.tocsin.launcher.rules;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the rules that an engine has. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {"Lists the rules of a running engine, and how each is.", ""})
final class ListRules implements Callable<Integer> {
    private static final int MOST_ALERTS = 10_000;

    private final Desk desk;

    @Mixin
    EngineOption where = new EngineOption();

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    ListRules(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = desk.terminal();
        Service engine = desk.engine(where.engine);
        JsonObject all = engine.get("rules");
        if (format == OutputFormat.JSON) {
            terminal.json(all.toString());
            return 0;
        }
        Map<String, List<JsonObject>> alerts = alertsByRule(engine);
        Table table = new Table();
        table.row("RULE", "STATE", "SCHEDULE", "LAST WINDOW");
        for (JsonObject rule : all.getJsonArray("rules").getValuesAs(JsonObject.class)) {
            table.row(
                    rule.getString("name"),
                    RuleState.of(rule, alerts.getOrDefault(rule.getString("name"), List.of())),
                    rule.getString("schedule"),
                    rule.get("progress") instanceof JsonObject progress ? progress.getString("lastEnd") : "none yet");
        }
        if (all.getJsonArray("rules").isEmpty()) {
            terminal.line("The engine has no rule. Write one into config/rules; its README says how.");
        } else {
            table.lines().forEach(terminal::line);
        }
        boolean isOneFailing =
                all.getJsonArray("rules").getValuesAs(JsonObject.class).stream().anyMatch(RuleState::isFailing);
        if (isOneFailing) {
            terminal.line("  ./tocsin rules show NAME says why a rule is failing.");
        }
        List<String> broken = new ArrayList<>();
        for (JsonValue name : all.getJsonArray("broken")) {
            broken.add(((JsonString) name).getString());
        }
        if (!broken.isEmpty()) {
            terminal.problem("cannot be read: " + String.join(", ", broken) + ". ./tocsin rules lint says why");
        }
        return 0;
    }

    static Map<String, List<JsonObject>> alertsByRule(Service engine) throws IOException {
        return engine
                .list("alerts?state=any", "alerts", MOST_ALERTS)
                .getJsonArray("alerts")
                .getValuesAs(JsonObject.class)
                .stream()
                .collect(Collectors.groupingBy(alert -> alert.getString("rule")));
    }
}
