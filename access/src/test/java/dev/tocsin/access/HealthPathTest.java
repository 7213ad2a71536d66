package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthPathTest {
    @ParameterizedTest
    @CsvSource({
        "/actuator/health, true",
        "/actuator/health/liveness, true",
        "/actuator/health/, false",
        "/actuator/health/../metrics, false",
        "/actuator/health/%2e%2e/metrics, false",
        "/actuator/health;a=b, false",
        "/actuator/healthy, false",
    })
    void onlyPagesOfHealthAreOpen(String path, boolean isOpen) {
        assertThat(HealthPath.is(path)).isEqualTo(isOpen);
    }
}
