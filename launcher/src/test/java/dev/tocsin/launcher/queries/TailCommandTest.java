package dev.tocsin.launcher.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** An index that is just being made, as Elasticsearch answers until its shards are started. */
class TailCommandTest {
    private static final String RECOVERING = """
            {"error": {"root_cause": [{"type": "illegal_index_shard_state_exception",
              "reason": "CurrentState[RECOVERING] operations only allowed when shard state is one of [POST_RECOVERY, STARTED]"}],
             "type": "search_phase_execution_exception", "reason": "all shards failed"}, "status": 404}""";
    private static final String NO_SHARD = """
            {"error": {"root_cause": [{"type": "no_shard_available_action_exception", "reason": null}],
             "type": "search_phase_execution_exception", "reason": "all shards failed"}, "status": 503}""";
    private static final String FOUND = """
            {"hits": {"hits": [{"_index": "i", "_id": "1", "sort": ["2026-11-23T10:00:00.000000000Z"],
              "fields": {"message": ["here it is"], "@timestamp": ["2026-11-23T10:00:00.000000000Z"]}}]}}""";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicInteger looks = new AtomicInteger();
    private HttpServer server;
    private volatile int mostRefused = Integer.MAX_VALUE;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            int status = 200;
            String body = path.equals("/") ? "{\"version\": {\"number\": \"9.5.3\"}}" : "{}";
            if (path.endsWith("/_search")) {
                int look = looks.incrementAndGet();
                boolean isRefused = look <= mostRefused;
                status = !isRefused ? 200 : look % 2 == 1 ? 404 : 503;
                body = !isRefused ? FOUND : look % 2 == 1 ? RECOVERING : NO_SHARD;
            }
            byte[] answer = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("X-Elastic-Product", "Elasticsearch");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private TailCommand tail(String... arguments) {
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        Map<String, String> environment = Map.of(
                "ELASTICSEARCH_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        TailCommand command =
                new TailCommand(new Desk(terminal, environment, Path.of("."), Path.of("."), InstantSource.system()));
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whoFollowsWaitsUntilTheShardsAreStarted() throws InterruptedException {
        // given
        mostRefused = 3;
        TailCommand command = tail("--follow");

        // when
        Thread following = Thread.ofVirtual().start(() -> {
            try {
                command.call();
            } catch (IOException | InterruptedException e) {
                // ended from outside
            }
        });
        for (int tries = 0; tries < 600 && following.isAlive() && !text().contains("here it is"); tries++) {
            following.join(Duration.ofMillis(50));
        }
        following.interrupt();
        following.join();

        // then
        assertThat(text())
                .contains("here it is")
                .containsOnlyOnce("being made")
                .doesNotContain("refuses", "CurrentState", "!!", "No event");
    }

    @Test
    void whoLooksOnceIsToldToLookAgain() {
        assertThatThrownBy(() -> tail().call())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("being made")
                .hasMessageNotContaining("CurrentState");
    }
}
