package dev.tocsin.alert.api;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether the engine can do its work now: what the readiness of the management port says, for who may read here. */
@RestController
@RequestMapping("/api/v1/health")
final class HealthController {
    private static final String READINESS = "readiness";
    private static final String UP = "up";

    private final HealthEndpoint health;

    HealthController(HealthEndpoint health) {
        this.health = health;
    }

    /**
     * The engine and what it needs.
     *
     * @param status {@code up} if all parts are, else {@code down} or {@code outOfService}
     */
    record Health(String status, Map<String, Part> parts) {}

    /**
     * One of them.
     *
     * @param reason null while it is up
     */
    record Part(String status, @Nullable String reason) {}

    @GetMapping
    ResponseEntity<Health> health() {
        HealthDescriptor found = health.healthForPath(READINESS);
        Map<String, Part> parts = new LinkedHashMap<>();
        if (found instanceof CompositeHealthDescriptor composite && composite.getComponents() != null) {
            composite.getComponents().forEach((name, part) -> parts.put(name, part(part)));
        }
        String status = found == null ? "down" : word(found);
        return ResponseEntity.status(status.equals(UP) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .body(new Health(status, parts));
    }

    private static Part part(HealthDescriptor part) {
        String status = word(part);
        return new Part(status, status.equals(UP) ? null : reason(part).orElse("it is " + status));
    }

    /** Details that have another name are for operators at the management port. */
    private static Optional<String> reason(HealthDescriptor part) {
        return part instanceof IndicatedHealthDescriptor indicated && indicated.getDetails() != null
                ? Optional.ofNullable(indicated.getDetails().get("reason")).map(String::valueOf)
                : Optional.empty();
    }

    private static String word(HealthDescriptor of) {
        String code = of.getStatus().getCode().toLowerCase(Locale.ROOT);
        return code.equals("out_of_service") ? "outOfService" : code;
    }
}
