package dev.tocsin.alert.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** JSON Schemas of the files that people write, for their editors. */
@RestController
@RequestMapping("/api/v1/schema")
final class SchemaController {
    private static final List<String> NAMES = List.of("rule", "defaults", "query", "calendars", "channels", "routes");

    @GetMapping
    Map<String, String> all() {
        Map<String, String> links = new LinkedHashMap<>();
        NAMES.forEach(name -> links.put(name, "/api/v1/schema/" + name));
        return links;
    }

    @GetMapping(path = "/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] one(@PathVariable String name) throws IOException {
        // The file's name is the address, too: editors may be given either.
        String plain = name.replaceFirst("\\.schema\\.json$", "");
        if (!NAMES.contains(plain)) {
            throw BadRequest.notFound("there is no schema of that name", "known: " + String.join(", ", NAMES));
        }
        try (InputStream file = SchemaController.class.getResourceAsStream("/schema/" + plain + ".schema.json")) {
            if (file == null) {
                throw new IllegalStateException("the schema " + plain + " is not in the jar");
            }
            return file.readAllBytes();
        }
    }
}
