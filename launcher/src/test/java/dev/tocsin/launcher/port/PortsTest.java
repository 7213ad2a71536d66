package dev.tocsin.launcher.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void doorsHaveTheirStandardPortsUnlessAVariableSaysOtherwise() {
        // when
        Ports ports = Ports.from(Map.of("TOCSIN_TCP_PORT", " 6170 ", "TOCSIN_HTTP_PORT", ""));

        // then
        assertThat(ports.of(Door.TCP)).isEqualTo(6170);
        assertThat(ports.of(Door.HTTP)).isEqualTo(8481);
        assertThat(ports.of(Door.ENGINE_MANAGEMENT)).isEqualTo(9480);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        assertThatThrownBy(() -> Ports.from(
                        Map.of("TOCSIN_TCP_PORT", "http", "TOCSIN_HTTP_PORT", "70000", "TOCSIN_ENGINE_PORT", "9480")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("TOCSIN_TCP_PORT=http is not a port")
                .hasMessageContaining("TOCSIN_HTTP_PORT=70000 is not a port")
                .hasMessageContaining("TOCSIN_ENGINE_PORT and TOCSIN_ENGINE_MANAGEMENT_PORT are both 9480");
    }

    @Test
    void freePortsAreDifferentAndFree() throws IOException {
        // when
        Ports ports = Ports.free();

        // then
        Set<Integer> different = new HashSet<>();
        for (Door door : Door.values()) {
            different.add(ports.of(door));
        }
        assertThat(different).hasSize(Door.values().length);
        PortCheck.requireFree(ports, EnumSet.allOf(Door.class));
    }
}
