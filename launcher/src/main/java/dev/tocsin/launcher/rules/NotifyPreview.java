package dev.tocsin.launcher.rules;

import dev.tocsin.alert.route.Wording;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a rule would send. */
@Command(
        name = "preview",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the message that a rule would send, and to whom; sends nothing.",
            "With the last real alert of the rule, or with example values if there never was one.",
            ""
        })
final class NotifyPreview implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "RULE", description = "The rule.")
    String rule = "";

    @Option(names = "--json", description = "Prints the body of a request to Slack.")
    boolean json;

    @Mixin
    EngineOption where = new EngineOption();

    NotifyPreview(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws IOException {
        JsonObject preview = desk.engine(where.engine).get("rules/" + Service.part(rule) + "/preview");
        Terminal terminal = desk.terminal();
        if (json) {
            terminal.json(preview.getJsonObject("slack").toString());
            return 0;
        }
        boolean isReal = preview.getString("source").equals("alert");
        Instant at = Instant.parse(preview.getString("at"));
        terminal.line(
                isReal
                        ? "With the last alert of " + rule + ", of " + Wording.time(at) + ":"
                        : "With example values, as " + rule + " never fired as far as the engine remembers:");
        List<String> channels = preview.getJsonArray("channels").getValuesAs(JsonString::getString);
        terminal.line(SlackText.reach(channels, preview.getString("way")));
        List<JsonObject> written = written(preview);
        List<String> slack = written.stream()
                .filter(one -> one.getString("type").equals("slack"))
                .map(one -> one.getString("channel"))
                .toList();
        if (written.isEmpty() || !slack.isEmpty()) {
            new SlackText(terminal)
                    .tell(preview.getJsonObject("slack").toString(), at, slack.isEmpty() ? channels : slack);
        }
        for (JsonObject one : written) {
            if (!one.getString("type").equals("slack")) {
                terminal.line("    " + PlainText.of(one.getString("channel")) + ", as "
                        + PlainText.of(one.getString("type")) + ":");
                one.getString("content").lines().forEach(line -> terminal.line("      " + PlainText.of(line)));
                terminal.line("");
            }
        }
        return 0;
    }

    /** An engine of before there were other types than Slack says nothing of them. */
    private static List<JsonObject> written(JsonObject preview) {
        return preview.containsKey("written")
                ? preview.getJsonArray("written").getValuesAs(JsonObject.class)
                : List.of();
    }
}
