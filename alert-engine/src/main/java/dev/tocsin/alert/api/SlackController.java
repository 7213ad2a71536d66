package dev.tocsin.alert.api;

import dev.tocsin.alert.notify.slack.SlackInteractions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where Slack says that somebody pressed a button, if it can reach the engine. Its signature over the bytes of the request is
 * its proof, so that it needs no token; what the person may do is said by channels.yml.
 */
@RestController
final class SlackController {
    static final String PATH = "/api/v1/slack/interactions";

    private final Supplier<SlackInteractions> interactions;

    SlackController(Supplier<SlackInteractions> interactions) {
        this.interactions = interactions;
    }

    /** Answers before anything is done about it: Slack waits three seconds. */
    @PostMapping(PATH)
    ResponseEntity<Void> pressed(HttpServletRequest request) throws IOException {
        // The bytes themselves: what is put together again from a form's fields would not have the same signature.
        byte[] body = request.getInputStream().readAllBytes();
        HttpStatus status = switch (interactions
                .get()
                .request(
                        request.getHeader("X-Slack-Request-Timestamp"), request.getHeader("X-Slack-Signature"), body)) {
            case TAKEN -> HttpStatus.OK;
            case NOT_HERE -> HttpStatus.NOT_FOUND;
            case NOT_SIGNED -> HttpStatus.UNAUTHORIZED;
            case UNREADABLE -> HttpStatus.BAD_REQUEST;
        };
        return ResponseEntity.status(status).build();
    }
}
