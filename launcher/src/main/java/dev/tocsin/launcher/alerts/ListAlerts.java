package dev.tocsin.launcher.alerts;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.rules.EngineOption;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists what is pending, fires or flaps. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the alerts of a running engine that are not calm, and those that flap: state, since when, value, and who"
                    + " has them in hand.",
            ""
        })
final class ListAlerts implements Callable<Integer> {
    private static final int MOST = 10_000;

    private final Desk desk;

    @Option(names = "--rule", paramLabel = "NAME", description = "Those of one rule.")
    @Nullable
    String rule;

    @Option(
            names = "--group",
            paramLabel = "FIELD=VALUE",
            description = "Those with this value; for several fields several times.")
    List<String> groups = List.of();

    @Option(names = "--json", description = "Prints them as the API gives them.")
    boolean json;

    @Mixin
    EngineOption where = new EngineOption();

    ListAlerts(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> asked = asked();
        JsonObject found = desk.engine(where.engine)
                .list(
                        "alerts?state=any,flapping" + (rule == null ? "" : "&rule=" + Service.part(rule)),
                        "alerts",
                        MOST);
        List<JsonObject> all = found.getJsonArray("alerts").getValuesAs(JsonObject.class);
        List<JsonObject> alerts = all.stream()
                .filter(alert -> rule == null || alert.getString("rule").equals(rule))
                .filter(alert -> isOf(alert.getJsonObject("group"), asked))
                .toList();
        Terminal terminal = desk.terminal();
        if (json) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            alerts.forEach(array::add);
            terminal.json(
                    Json.createObjectBuilder().add("alerts", array).build().toString());
            return 0;
        }
        if (alerts.isEmpty()) {
            terminal.line(all.isEmpty() && rule == null ? "No alert: all is calm." : "No such alert.");
            return 0;
        }
        tell(alerts);
        if (!found.isNull("next")) {
            terminal.line(
                    "  There are more: these are of the first " + MOST + ". --rule NAME asks for those of one rule.");
        }
        terminal.line("  ./tocsin alerts ack ID takes one in hand.");
        return 0;
    }

    private void tell(List<JsonObject> alerts) {
        Table table = new Table().row("ID", "STATE", "ALERT");
        for (JsonObject alert : alerts) {
            table.row(alert.getString("id"), AlertText.state(alert), AlertText.name(alert));
        }
        List<String> lines = table.lines();
        Terminal terminal = desk.terminal();
        terminal.line(lines.getFirst());
        for (int i = 0; i < alerts.size(); i++) {
            terminal.line(lines.get(i + 1));
            AlertText.remarks(alerts.get(i)).forEach(remark -> terminal.text("      " + PlainText.of(remark)));
        }
    }

    private Map<String, String> asked() {
        Map<String, String> asked = new LinkedHashMap<>();
        for (String group : groups) {
            int equals = group.indexOf('=');
            if (equals < 1) {
                throw new Problem("--group " + group + " is no FIELD=VALUE: write it as service.name=checkout-api");
            }
            asked.put(group.substring(0, equals), group.substring(equals + 1));
        }
        return asked;
    }

    private static boolean isOf(JsonObject group, Map<String, String> asked) {
        return asked.entrySet().stream()
                .allMatch(field -> field.getValue().equals(group.getString(field.getKey(), null)));
    }
}
