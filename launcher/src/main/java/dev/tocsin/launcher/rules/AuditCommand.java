package dev.tocsin.launcher.rules;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who changed what in an engine. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {"Says who changed what in a running engine, newest first.", ""})
public final class AuditCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    private final Desk desk;

    @Mixin
    EngineOption where = new EngineOption();

    @Option(names = "--what", paramLabel = "WORD", description = "Only this kind of change, such as pause.")
    @Nullable
    String what;

    @Option(names = "--target", paramLabel = "TARGET", description = "Only changes of this, such as 'rule checkout'.")
    @Nullable
    String target;

    @Option(names = "--limit", paramLabel = "N", description = "How many (20); 10000 at most.")
    int limit = 20;

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    AuditCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1 || limit > MOST) {
            throw new Problem("--limit " + limit + " is not from 1 to " + MOST);
        }
        Terminal terminal = desk.terminal();
        Service engine = desk.engine(where.engine);
        JsonObject answer = engine.list("audit" + parameters(), "changes", limit);
        if (format == OutputFormat.JSON) {
            terminal.json(answer.toString());
            return 0;
        }
        List<JsonObject> changes = answer.getJsonArray("changes").getValuesAs(JsonObject.class);
        if (changes.isEmpty()) {
            terminal.line("Nobody has changed anything that is asked for.");
            return 0;
        }
        Table table = new Table();
        table.row("AT", "WHO", "WHAT", "TARGET", "DETAIL");
        for (JsonObject change : changes) {
            table.row(
                    change.getString("at"),
                    change.getString("who"),
                    change.getString("what"),
                    change.getString("target"),
                    change.getString("detail"));
        }
        table.lines().forEach(terminal::line);
        if (!answer.isNull("next")) {
            terminal.line("  There are more: --limit N shows more of them.");
        }
        return 0;
    }

    private String parameters() {
        List<String> parameters = new ArrayList<>();
        if (what != null) {
            parameters.add("what=" + Service.part(what));
        }
        if (target != null) {
            parameters.add("target=" + Service.part(target));
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }
}
