package dev.tocsin.launcher.rules;

import dev.tocsin.fakeslack.ReceivedMessage;
import dev.tocsin.fakeslack.TerminalView;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;

/** A Slack message, drawn as people would read it. */
final class SlackText {
    private final Terminal terminal;

    SlackText(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param payload the body of the request, in JSON */
    void tell(String payload, Instant at, String channel) {
        try (JsonReader reader = Json.createReader(new StringReader(payload))) {
            String drawn =
                    new TerminalView(terminal.isColoured()).draw(new ReceivedMessage(at, channel, reader.readObject()));
            drawn.lines().forEach(line -> terminal.line("    " + line));
        }
    }
}
