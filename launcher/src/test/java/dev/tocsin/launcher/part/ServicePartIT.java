package dev.tocsin.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts in place of services. */
class ServicePartIT {
    @TempDir
    Path folder;

    @Test
    void oneThatEndsWhileStartingIsToldWithItsExitCodeAndTheEndOfItsLog() {
        // given
        ServicePart part = part("echo cannot read $REASON; exit 3", Duration.ofSeconds(20), 1);

        // then
        assertThatThrownBy(part::start)
                .isInstanceOf(Problem.class)
                .hasMessageContaining("service ended while starting, with exit code 3")
                .hasMessageContaining("cannot read the-config")
                .hasMessageContaining(folder.resolve("service.log").toString());
    }

    @Test
    void oneThatIsNeverReadyIsGivenUpAndCanBeStopped() {
        // given
        ServicePart part = part("exec sleep 60", Duration.ofMillis(300), 1);

        // then
        assertThatThrownBy(part::start).isInstanceOf(Problem.class).hasMessageContaining("service was not ready after");
        assertThat(part.stop()).isTrue();
        assertThat(part.process().isAlive()).isFalse();
    }

    @Test
    void oneThatAnswersIsReadyAndItsLogOfBeforeIsKept() throws IOException {
        // given
        Files.writeString(folder.resolve("service.log"), "yesterday\n");
        HttpServer ready = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        ready.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        ready.start();
        ServicePart part = part(
                "echo hello; exec sleep 60",
                Duration.ofSeconds(20),
                ready.getAddress().getPort());

        // when
        try {
            part.start();
        } finally {
            ready.stop(0);
        }

        // then
        await().untilAsserted(() -> assertThat(folder.resolve("service.log")).hasContent("hello"));
        assertThat(part.process().isAlive()).isTrue();
        assertThat(part.stop()).isTrue();
        assertThat(folder.resolve("service.log")).hasContent("hello");
        assertThat(folder.resolve("service.log.1")).hasContent("yesterday");
    }

    @Test
    void oneThatWantsTlsWhereNobodyKnowsOfItIsToldAtOnce() throws IOException {
        // given
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
        });
        refusing.start();
        ServicePart part = part(
                "exec sleep 60", Duration.ofMinutes(5), refusing.getAddress().getPort());

        // then
        try {
            assertThatThrownBy(part::start)
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("service speaks TLS at http://127.0.0.1:")
                    .hasMessageContaining("switch it on by variables");
        } finally {
            refusing.stop(0);
            part.stop();
        }
    }

    /** Everybody on the machine may list command lines; variables only their owner. */
    @Test
    void whatIsInTheEnvironmentIsInNoCommandLine() throws Exception {
        // given
        ServicePart part = part("echo $REASON; exec sleep 60", Duration.ofMillis(300), 1);
        assertThatThrownBy(part::start).isInstanceOf(Problem.class);

        // when
        Process list = new ProcessBuilder("ps", "-A", "-ww", "-o", "args").start();
        String lines = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // then
        assertThat(lines).contains("echo $REASON; exec sleep 60").doesNotContain("the-config");
        assertThat(part.stop()).isTrue();
    }

    private ServicePart part(String script, Duration deadline, int port) {
        return new ServicePart(
                "service",
                List.of("/bin/sh", "-c", script),
                Map.of("REASON", "the-config"),
                folder.resolve("service.log"),
                "nowhere",
                URI.create("http://127.0.0.1:" + port + "/ready"),
                "",
                deadline);
    }
}
