package dev.tocsin.alert.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a person finds who opens the engine's port: what this is, and where to go on. */
@RestController
final class RootController {
    /** The parts of the API, by what they are about. */
    static final Map<String, String> PARTS = parts();

    private static Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : new String[] {
            "status",
            "rules",
            "queries",
            "calendars",
            "lists",
            "windows",
            "alerts",
            "silences",
            "notifications",
            "channels",
            "heartbeat",
            "health",
            "audit",
            "schema",
            "openapi.json"
        }) {
            parts.put(part.replace(".json", ""), "/api/v1/" + part);
        }
        return parts;
    }

    /** The engine and its parts. */
    record Root(String name, String version, Map<String, String> links) {}

    @GetMapping({"/", "/api", "/api/v1", "/api/v1/"})
    Root root() {
        // Only a jar says which version it is; classes in a folder are somebody's work in progress.
        String version = Optional.ofNullable(RootController.class.getPackage().getImplementationVersion())
                .orElse("unreleased");
        return new Root("tocsin-alert-engine", version, PARTS);
    }
}
