package dev.tocsin.alert.api;

import dev.tocsin.alert.heartbeat.HeartbeatParts;
import dev.tocsin.alert.heartbeat.Stage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
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

    /**
     * How it is, as {@link HeartbeatParts.Standing} says; JSON has no number for what is not known.
     *
     * @param ageSeconds null until a beat came out
     * @param tookSeconds null until a beat came out
     */
    record Shown(
            boolean on,
            long everySeconds,
            long beat,
            @Nullable Stage reached,
            boolean proven,
            @Nullable Double ageSeconds,
            @Nullable Double tookSeconds,
            @Nullable Stage stalled,
            @Nullable Instant since,
            String reason,
            String urlTrouble) {
        static Shown of(HeartbeatParts.Standing standing) {
            return new Shown(
                    standing.on(),
                    standing.everySeconds(),
                    standing.beat(),
                    standing.reached(),
                    standing.proven(),
                    numberOrNull(standing.ageSeconds()),
                    numberOrNull(standing.tookSeconds()),
                    standing.stalled(),
                    standing.since(),
                    standing.reason(),
                    standing.urlTrouble());
        }

        private static @Nullable Double numberOrNull(double seconds) {
            return Double.isNaN(seconds) ? null : seconds;
        }
    }

    @GetMapping
    Shown heartbeat() {
        return Shown.of(heartbeat.standing());
    }
}
