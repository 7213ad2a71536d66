package dev.tocsin.launcher;

import dev.tocsin.access.TlsRefused;
import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** What a person should look at, as a service says it: broken rules, nobody who is told, channels that fail, files that are refused. */
final class Attention {
    private Attention() {}

    /** Prints it, behind what was proven; nothing if all is well and nothing is proven. */
    static void tell(Terminal terminal, Service service) throws IOException {
        try {
            JsonObject status = service.get("status");
            proof(status).ifPresent(terminal::line);
            JsonArray attention = status.getJsonArray("attention");
            if (attention != null) {
                attention.getValuesAs(JsonString::getString).forEach(terminal::problem);
            }
        } catch (Problem | TlsRefused e) {
            terminal.problem("what needs attention cannot be told: " + e.getMessage());
        } catch (ClassCastException e) {
            terminal.problem("what needs attention cannot be told: " + service + " does not say it as expected");
        }
    }

    /** When a synthetic event came through last, in words; empty if the service sends none, or none came. */
    private static Optional<String> proof(JsonObject status) {
        JsonObject heartbeat = status.getJsonObject("heartbeat");
        if (heartbeat == null || !heartbeat.getBoolean("proven", false)) {
            return Optional.empty();
        }
        double age = heartbeat.getJsonNumber("ageSeconds").doubleValue();
        double took = heartbeat.getJsonNumber("tookSeconds").doubleValue();
        return Optional.of(String.format(Locale.ROOT, "end to end proven %.0f s ago (%.1f s)", age, took));
    }
}
