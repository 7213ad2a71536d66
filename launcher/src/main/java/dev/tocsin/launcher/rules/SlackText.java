package dev.tocsin.launcher.rules;

import dev.tocsin.fakeslack.ReceivedMessage;
import dev.tocsin.fakeslack.TerminalView;
import dev.tocsin.launcher.terminal.PlainText;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;

/** A Slack message, drawn as people would read it. */
final class SlackText {
    private final Terminal terminal;

    SlackText(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Who would get a message, and how it would come to them. */
    static String reach(List<String> channels, String way) {
        return channels.isEmpty()
                ? "  to nobody, as no channel is configured:"
                : "  to " + PlainText.of(String.join(", ", channels)) + " (" + PlainText.of(way) + "):";
    }

    /** @param payload the body of the request, in JSON */
    void tell(String payload, Instant at, List<String> channels) {
        String place = channels.isEmpty() ? "nobody" : String.join(", ", channels);
        try (JsonReader reader = Json.createReader(new StringReader(payload))) {
            String drawn = new TerminalView(terminal.isColoured(), PlainText::of)
                    .draw(new ReceivedMessage(at, place, reader.readObject()));
            drawn.stripTrailing().lines().forEach(line -> terminal.line("    " + line));
            terminal.line("");
        }
    }
}
