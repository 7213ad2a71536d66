package dev.tocsin.launcher;

import dev.tocsin.access.TlsRefused;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.List;

/** What a person should look at, as a service says it: broken rules, nobody who is told, channels that fail, files that are refused. */
final class Attention {
    private Attention() {}

    /** Prints it; nothing if all is well. */
    static void tell(Terminal terminal, Service service) throws IOException {
        for (String line : ask(service)) {
            terminal.problem(line);
        }
    }

    private static List<String> ask(Service service) throws IOException {
        try {
            JsonArray attention = service.get("status").getJsonArray("attention");
            return attention == null ? List.of() : attention.getValuesAs(JsonString::getString);
        } catch (Problem | TlsRefused e) {
            return List.of("what needs attention cannot be told: " + e.getMessage());
        } catch (ClassCastException e) {
            return List.of("what needs attention cannot be told: " + service + " does not say it as expected");
        }
    }
}
