package dev.tocsin.ingest;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/conservation} on the management port: where all events are. */
@RestController
final class ConservationPage {
    private final Conservation conservation;

    ConservationPage(Conservation conservation) {
        this.conservation = conservation;
    }

    @GetMapping("/v1/conservation")
    Statement show() {
        return conservation.statement();
    }
}
