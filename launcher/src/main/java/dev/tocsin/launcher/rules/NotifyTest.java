package dev.tocsin.launcher.rules;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends a test message. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Sends one message that is marked as a test, through the engine, and says what came of it.",
            "People see it. It belongs to no alert. Exit code 1 if it was not delivered. Needs the engine's token if it"
                    + " has one: TOCSIN_ENGINE_TOKEN, or TOCSIN_ENGINE_TOKEN_FILE.",
            ""
        })
final class NotifyTest implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "CHANNEL", description = "Its name in channels.yml.")
    String channel = "";

    @Mixin
    EngineOption where = new EngineOption();

    NotifyTest(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        JsonObject body = Json.createObjectBuilder().add("by", Person.name()).build();
        JsonObject answer = desk.engine(where.engine).post("channels/" + Service.part(channel) + "/test", body);
        Terminal terminal = desk.terminal();
        String detail = PlainText.of(answer.getString("detail"));
        return switch (answer.getString("outcome")) {
            case "delivered" -> {
                terminal.line("A test message was delivered to " + channel + ": " + detail);
                yield 0;
            }
            case "refused" -> {
                terminal.problem(channel + " refuses messages: " + detail);
                terminal.line("  Look at its entry in channels.yml; it is read when the engine starts.");
                yield 1;
            }
            case "tryLater" -> {
                terminal.problem(channel + " took no message now: " + detail);
                terminal.line("  Nothing was shown; it is worth another try.");
                yield 1;
            }
            default -> {
                terminal.problem("nobody knows whether " + channel + " showed the message: " + detail);
                terminal.line("  Look there.");
                yield 1;
            }
        };
    }
}
