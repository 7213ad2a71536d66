package dev.tocsin.launcher.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortCheckTest {
    @Test
    void everyTakenPortIsNamedWithItsOwnerAndWhatToDo() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1)) {
            // given
            Ports ports = Ports.from(Map.of(
                    "TOCSIN_TCP_PORT",
                    "" + one.getLocalPort(),
                    "TOCSIN_ELASTICSEARCH_PORT",
                    "" + other.getLocalPort()));

            // then
            String us = "is taken by PID " + ProcessHandle.current().pid() + " (java): set ";
            assertThatThrownBy(() -> PortCheck.requireFree(ports, EnumSet.of(Door.TCP, Door.ELASTICSEARCH)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining(
                            "port " + one.getLocalPort() + " (JSON lines over TCP) " + us + "TOCSIN_TCP_PORT")
                    .hasMessageContaining(
                            "port " + other.getLocalPort() + " (embedded Elasticsearch) " + us
                                    + "TOCSIN_ELASTICSEARCH_PORT, or, to use the Elasticsearch that is there, ELASTICSEARCH_URL");
        }
    }

    @Test
    void aPortThatThisUserMayNotOpenIsNotCalledTaken() {
        assertThat(PortCheck.trouble(new BindException("Permission denied"), 80))
                .isEqualTo("may not be opened by this user, as those below 1024 mostly may not");
        assertThat(PortCheck.trouble(new BindException("Address already in use"), 80))
                .startsWith("is taken by ");
    }
}
