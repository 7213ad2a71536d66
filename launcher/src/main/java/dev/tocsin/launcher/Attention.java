package dev.tocsin.launcher;

import dev.tocsin.access.TlsRefused;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** What a person should look at, as the alert engine says it: broken rules, nobody who is told, channels that fail. */
final class Attention {
    private Attention() {}

    /**
     * Prints it; nothing if all is well.
     *
     * @param engine its address
     * @param certificate the file of the one that it shows; empty if its address is http
     */
    static void tell(Desk desk, String engine, String certificate) throws IOException {
        for (String line : ask(desk, URI.create(engine), certificate)) {
            desk.terminal().problem(line);
        }
    }

    private static List<String> ask(Desk desk, URI engine, String certificate) throws IOException {
        try {
            JsonArray attention =
                    desk.engineOf(engine, certificate).get("status").getJsonArray("attention");
            return attention == null ? List.of() : attention.getValuesAs(JsonString::getString);
        } catch (Problem | TlsRefused e) {
            return List.of("what needs attention cannot be told: " + e.getMessage());
        } catch (ClassCastException e) {
            return List.of("what needs attention cannot be told: the alert engine does not say it as expected");
        }
    }
}
