package dev.tocsin.launcher.desk;

import dev.tocsin.access.TlsRefused;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Problem;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a running engine, by their names: it may have one from its own environment, such as the webhook that
 * was set for {@code ./tocsin up} alone. Asked at most once, and only when somebody wants to know. For one thread.
 */
public final class EngineChannels implements Supplier<List<String>> {
    private static final String NOTHING_HERE =
            "No channel is set here, neither in channels.yml nor by SLACK_BOT_TOKEN or SLACK_WEBHOOK_URL";

    private final Desk desk;
    private @Nullable List<String> names;
    private String note = "";

    public EngineChannels(Desk desk) {
        this.desk = desk;
    }

    /** The default channel first; empty if there is none, or no engine that says so. */
    @Override
    public List<String> get() {
        List<String> known = names;
        if (known == null) {
            known = ask();
            names = known;
        }
        return known;
    }

    private List<String> ask() {
        try {
            Service engine = desk.engine(null);
            List<String> found = namesIn(engine.get("channels"));
            note = NOTHING_HERE + "; the engine at " + engine
                    + (found.isEmpty() ? " has none either." : " has " + String.join(", ", found) + ".");
            return found;
        } catch (Problem | TlsRefused | IOException e) {
            note = NOTHING_HERE + ". An engine may have a channel, but "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("it was not asked");
            return List.of();
        }
    }

    private static List<String> namesIn(JsonObject answer) {
        Stream<String> standard = Stream.of(answer.getString("defaultChannel", ""));
        Stream<String> usable = answer.get("channels") instanceof JsonArray channels
                ? channels.getValuesAs(JsonObject.class).stream()
                        .filter(channel -> !channel.getString("type", "").isEmpty())
                        .map(channel -> channel.getString("name", ""))
                : Stream.empty();
        return Stream.concat(standard, usable)
                .filter(name -> !name.isEmpty())
                .map(PlainText::of)
                .distinct()
                .toList();
    }

    /** What came of it, in a sentence; empty if nobody had to ask. */
    public Optional<String> note() {
        return Optional.of(note).filter(said -> !said.isEmpty());
    }
}
