package dev.tocsin.launcher.silences;

import dev.tocsin.alert.rule.DurationText;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.rules.EngineOption;
import dev.tocsin.launcher.rules.OutputFormat;
import dev.tocsin.launcher.rules.Person;
import dev.tocsin.launcher.rules.PointInTime;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a silence. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a silence: for a while nobody is told of alerts with these labels.",
            "They are recorded all the same, and one that still fires afterwards is told then. An alert has the labels of"
                    + " its rule, severity, rule (its name), and the values of its group by the names of the fields. Needs the"
                    + " engine's token if it has one: TOCSIN_ENGINE_TOKEN, or TOCSIN_ENGINE_TOKEN_FILE.",
            ""
        })
final class AddSilence implements Callable<Integer> {
    private final Desk desk;

    @Parameters(
            paramLabel = "MATCHER",
            arity = "1..*",
            description = "Such as team=shop 'severity!=critical' 'host.name=~\"web-.*\"'; all have to hold.")
    List<String> matchers = List.of();

    @Option(names = "--for", paramLabel = "DURATION", description = "How long, such as 2h.")
    @Nullable
    String length;

    @Option(names = "--until", paramLabel = "TIME", description = "Until when, such as 2026-11-23T10:05:00Z.")
    @Nullable
    String until;

    @Option(names = "--from", paramLabel = "TIME", description = "From when (now).")
    @Nullable
    String from;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; shown to others.")
    String comment = "";

    @Option(names = "--dry-run", description = "Makes none, and lists the firing alerts that it would match.")
    boolean isDry;

    @Mixin
    EngineOption where = new EngineOption();

    @Option(names = "--format", paramLabel = "text|json", description = "For whom (text).")
    OutputFormat format = OutputFormat.TEXT;

    AddSilence(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        if (length == null && until == null) {
            throw new Problem("say how long: --for 2h, or --until 2026-11-23T10:05:00Z");
        }
        if (comment.isBlank() && !isDry) {
            throw new Problem("say why, for the others: --comment 'we deploy'");
        }
        Service engine = desk.engine(where.engine);
        JsonObject answer = engine.post(isDry ? "silences/preview" : "silences", wish());
        if (format == OutputFormat.JSON) {
            desk.terminal().json(answer.toString());
        } else {
            tell(answer, desk.terminal());
        }
        return 0;
    }

    private JsonObject wish() {
        JsonArrayBuilder texts = Json.createArrayBuilder();
        matchers.stream().map(ShellWords::matcher).forEach(texts::add);
        JsonObjectBuilder wish = Json.createObjectBuilder()
                .add("matchers", texts)
                .add("comment", comment)
                .add("by", Person.name());
        if (length != null) {
            if (DurationText.parse(length).isEmpty()) {
                throw new Problem("--for " + length + " is no duration: write 30m, 2h or 1d");
            }
            wish.add("for", length);
        }
        addTime(wish, "endsAt", "--until", until);
        addTime(wish, "startsAt", "--from", from);
        return wish.build();
    }

    private void addTime(JsonObjectBuilder wish, String key, String option, @Nullable String text) {
        if (text == null) {
            return;
        }
        if (DurationText.parse(text).isPresent()) {
            throw new Problem(option + " " + text
                    + " is a duration: write a time such as 2026-11-23T10:05:00Z, or --for " + text);
        }
        wish.add(key, PointInTime.read(option, text, desk.clock().instant()).toString());
    }

    private void tell(JsonObject answer, Terminal terminal) {
        boolean isPending = answer.getString("state", "").equals("pending") || isDry;
        String times = (isPending ? " from " + SilenceText.time(answer, "startsAt") : "") + " until "
                + SilenceText.time(answer, "endsAt");
        String id = answer.getString("id", "");
        terminal.text((isDry ? "This silence would hold" : "Silence " + id + (isPending ? " will hold" : " holds"))
                + times + ": " + SilenceText.matchers(answer));
        SilenceText.tellFiring(answer.getJsonObject("firing"), terminal);
        terminal.line(
                isDry
                        ? "  It was not made: that does the same without --dry-run."
                        : "  End it with ./tocsin silences end " + id);
    }
}
