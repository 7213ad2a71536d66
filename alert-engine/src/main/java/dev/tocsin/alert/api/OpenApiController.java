package dev.tocsin.alert.api;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the API can be asked, for programs: {@code docs/openapi.json} as it is. */
@RestController
final class OpenApiController {
    @GetMapping(path = "/api/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] document() throws IOException {
        try (InputStream file = OpenApiController.class.getResourceAsStream("/openapi/openapi.json")) {
            if (file == null) {
                throw new IllegalStateException("openapi.json is not in the jar");
            }
            return file.readAllBytes();
        }
    }
}
