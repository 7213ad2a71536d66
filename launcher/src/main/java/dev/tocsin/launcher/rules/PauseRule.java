package dev.tocsin.launcher.rules;

import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.Counted;
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

/** Stops a rule for a while. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = {
            "Stops the evaluation of a rule, for a time or until it is resumed.",
            "Its alerts stand as they are. Afterwards it starts at its then current window; the history says what was left"
                    + " out, and why. Needs the engine's token if it has one: TOCSIN_ENGINE_TOKEN, or"
                    + " TOCSIN_ENGINE_TOKEN_FILE.",
            ""
        })
final class PauseRule implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "NAME", description = "The rule.")
    String name = "";

    @Option(names = "--for", paramLabel = "DURATION", description = "How long, such as 2h (until it is resumed).")
    @Nullable
    String length;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; shown to others.")
    String comment = "";

    @Mixin
    EngineOption where = new EngineOption();

    PauseRule(Desk desk) {
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
        JsonObject answer = desk.engine(where.engine).post("rules/" + Service.part(name) + "/pause", body.build());
        Terminal terminal = desk.terminal();
        terminal.line(name + " is paused " + PauseText.of(answer.getJsonObject("pause")) + ".");
        int standing = answer.getInt("standing");
        if (standing > 0) {
            terminal.line("  " + Counted.of(standing, "alert") + " of it " + (standing == 1 ? "stands" : "stand")
                    + " as " + (standing == 1 ? "it is" : "they are")
                    + ": nothing resolves before the rule is evaluated again.");
        }
        terminal.line("  End it with ./tocsin rules resume " + name);
        return 0;
    }
}
