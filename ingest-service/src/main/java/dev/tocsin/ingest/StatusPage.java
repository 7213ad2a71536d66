package dev.tocsin.ingest;

import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/status} on the management port: what a person should look at, for {@code ./tocsin status}. */
@RestController
final class StatusPage {
    private final RefusedFiles refused;

    StatusPage(RefusedFiles refused) {
        this.refused = refused;
    }

    @GetMapping("/v1/status")
    Status show() {
        return new Status(refused.inWords());
    }

    /**
     * How it is.
     *
     * @param attention a sentence each, with the reason on further lines where it takes more than one
     */
    record Status(List<String> attention) {}
}
