package dev.tocsin.launcher.silences;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.rules.EngineOption;
import dev.tocsin.launcher.rules.OutputFormat;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one silence. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {"Shows a silence: by whom, why, from when to when, and which firing alerts it matches.", ""})
final class ShowSilence implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "ID", description = "The silence.")
    String id = "";

    @Mixin
    EngineOption where = new EngineOption();

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    ShowSilence(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Terminal terminal = desk.terminal();
        JsonObject silence = desk.engine(where.engine).get("silences/" + Service.part(id));
        if (format == OutputFormat.JSON) {
            terminal.json(silence.toString());
            return 0;
        }
        terminal.text("Silence " + PlainText.of(id) + " is " + silence.getString("state") + ": "
                + SilenceText.matchers(silence));
        terminal.line("  from    " + SilenceText.time(silence, "startsAt"));
        terminal.line("  until   " + SilenceText.time(silence, "endsAt")
                + (silence.isNull("endedBy")
                        ? ""
                        : ", ended before its time by " + PlainText.of(silence.getString("endedBy"))));
        terminal.line("  by      " + PlainText.of(silence.getString("author")) + " at "
                + SilenceText.time(silence, "createdAt"));
        terminal.text("  comment " + PlainText.of(silence.getString("comment")));
        SilenceText.tellFiring(silence.getJsonObject("firing"), terminal);
        return 0;
    }
}
