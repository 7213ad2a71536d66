package dev.tocsin.launcher.alerts;

import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.rules.EngineOption;
import dev.tocsin.launcher.rules.Person;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes an alert in hand. */
@Command(
        name = "ack",
        mixinStandardHelpOptions = true,
        description = {
            "Acknowledges an alert: others see who has it in hand, and are not reminded of it.",
            "For a time, or until it ends. When it gets worse (warning to critical) it is told all the same. To do so again"
                    + " changes time and comment. Needs the engine's token if it has one: TOCSIN_ENGINE_TOKEN, or"
                    + " TOCSIN_ENGINE_TOKEN_FILE.",
            ""
        })
final class AckAlert implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "ID", description = "The alert, as ./tocsin alerts list names it.")
    String id = "";

    @Option(names = "--for", paramLabel = "DURATION", description = "How long, such as 2h (until it ends).")
    @Nullable
    String length;

    @Option(names = "--comment", paramLabel = "TEXT", description = "What is done about it; shown to others.")
    String comment = "";

    @Mixin
    EngineOption where = new EngineOption();

    AckAlert(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        JsonObjectBuilder body =
                Json.createObjectBuilder().add("comment", comment).add("by", Person.name());
        if (length != null) {
            if (DurationText.parse(length).isEmpty()) {
                throw new Problem("--for " + length + " is no duration: write 30m, 2h or 1d");
            }
            body.add("for", length);
        }
        JsonObject answer = desk.engine(where.engine).post("alerts/" + Service.part(id) + "/acknowledge", body.build());
        Terminal terminal = desk.terminal();
        terminal.line(PlainText.of(
                AlertText.name(answer) + " is " + AlertText.acknowledged(answer.getJsonObject("acknowledged")) + "."));
        terminal.line("  Give it back with ./tocsin alerts unack " + PlainText.of(id));
        return 0;
    }
}
