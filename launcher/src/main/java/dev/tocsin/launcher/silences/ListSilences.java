package dev.tocsin.launcher.silences;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.rules.EngineOption;
import dev.tocsin.launcher.rules.OutputFormat;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists silences. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {"Lists the silences that hold or will hold, and how many firing alerts each matches.", ""})
final class ListSilences implements Callable<Integer> {
    private static final int MOST = 10_000;

    private final Desk desk;

    @Option(names = "--all", description = "Also those that are over; they are kept for 90 days.")
    boolean isAll;

    @Mixin
    EngineOption where = new EngineOption();

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    ListSilences(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = desk.terminal();
        JsonObject all = desk.engine(where.engine).list("silences" + (isAll ? "?state=any" : ""), "silences", MOST);
        if (format == OutputFormat.JSON) {
            terminal.json(all.toString());
            return 0;
        }
        List<JsonObject> silences = all.getJsonArray("silences").getValuesAs(JsonObject.class);
        if (silences.isEmpty()) {
            terminal.line(isAll ? "There is no silence." : "Nothing is silenced.");
            return 0;
        }
        Table table = new Table();
        table.row("ID", "STATE", "ENDS", "FIRING", "BY", "ALERTS");
        for (JsonObject silence : silences) {
            table.row(
                    silence.getString("id"),
                    silence.getString("state"),
                    SilenceText.time(silence, "endsAt"),
                    String.valueOf(silence.getJsonObject("firing").getInt("count")),
                    silence.getString("author"),
                    SilenceText.matchers(silence));
        }
        table.linesCutAt(terminal.isMoving() ? terminal.width() : Integer.MAX_VALUE)
                .forEach(terminal::line);
        if (!all.isNull("next")) {
            terminal.line("  There are more: these are the newest " + MOST + ".");
        }
        return 0;
    }
}
