package dev.tocsin.launcher.silences;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.rules.EngineOption;
import dev.tocsin.launcher.rules.Person;
import dev.tocsin.launcher.terminal.Counted;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a silence. */
@Command(
        name = "end",
        mixinStandardHelpOptions = true,
        description = {"Ends a silence now: people are told of what fires.", ""})
final class EndSilence implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "ID", description = "The silence; ./tocsin silences list shows it.")
    String id = "";

    @Mixin
    EngineOption where = new EngineOption();

    EndSilence(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        Service engine = desk.engine(where.engine);
        String path = "silences/" + Service.part(id);
        JsonObject before = engine.get(path);
        JsonObject ended = engine.delete(path + "?by=" + Service.part(Person.name()));
        Terminal terminal = desk.terminal();
        int firing = ended.getJsonObject("firing").getInt("count");
        terminal.line(
                "Silence " + PlainText.of(id) + " is ended; it matched " + Counted.of(firing, "firing alert") + ".");
        terminal.line("  Undo: ./tocsin silences add " + PlainText.of(ShellWords.of(before))
                + (before.getString("state").equals("pending") ? " --from " + before.getString("startsAt") : "")
                + " --until " + before.getString("endsAt") + " --comment "
                + PlainText.of(ShellWords.quoted(before.getString("comment"))));
        return 0;
    }
}
