package dev.tocsin.alert.api;

import dev.tocsin.alert.heartbeat.HeartbeatParts;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether a synthetic event comes through, and where it stops if not. */
@RestController
@RequestMapping("/api/v1/heartbeat")
final class HeartbeatController {
    private final HeartbeatParts heartbeat;

    HeartbeatController(HeartbeatParts heartbeat) {
        this.heartbeat = heartbeat;
    }

    @GetMapping
    HeartbeatParts.Standing heartbeat() {
        return heartbeat.standing();
    }
}
