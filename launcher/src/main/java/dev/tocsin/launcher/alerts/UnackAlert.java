package dev.tocsin.launcher.alerts;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.rules.EngineOption;
import dev.tocsin.launcher.rules.Person;
import dev.tocsin.launcher.terminal.PlainText;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives an alert back. */
@Command(
        name = "unack",
        mixinStandardHelpOptions = true,
        description = {"Gives an alert back: nobody has it in hand any more, and people are reminded of it again.", ""})
final class UnackAlert implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "ID", description = "The alert, as ./tocsin alerts list names it.")
    String id = "";

    @Mixin
    EngineOption where = new EngineOption();

    UnackAlert(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        JsonObject answer = desk.engine(where.engine)
                .delete("alerts/" + Service.part(id) + "/acknowledge?by=" + Service.part(Person.name()));
        desk.terminal().line(PlainText.of(AlertText.name(answer)) + " is not acknowledged any more.");
        return 0;
    }
}
