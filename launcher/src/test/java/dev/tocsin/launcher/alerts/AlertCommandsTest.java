package dev.tocsin.launcher.alerts;

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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is asked of an engine and how its answers are told; the answers are as the engine gives them. */
class AlertCommandsTest {
    private static final String ALERTS = """
            {"alerts": [
              {"id": "0a1b2c3d4e5f", "rule": "checkout-errors", "group": {"service.name": "checkout\\u001b[2J"},
               "state": "firing", "severity": "critical", "since": "2026-11-23T10:05:00Z", "value": 143.0,
               "threshold": 100.0, "ruleRemoved": false, "flapping": null,
               "acknowledged": {"by": "kim", "comment": "on it", "until": "2026-11-23T14:00:00Z", "covers": false}},
              {"id": "ffffffffffff", "rule": "disk", "group": {}, "state": "normal", "severity": null, "since": null,
               "value": null, "threshold": null, "ruleRemoved": false, "acknowledged": null,
               "flapping": {"since": "2026-11-23T10:00:00Z", "changes": 5}}]}""";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private HttpServer server;
    private int status = 200;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            byte[] answer = answers.getOrDefault(exchange.getRequestURI().getPath(), "{}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        environment.put(
                "TOCSIN_ENGINE_URL", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Desk desk() {
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        return new Desk(terminal, environment, folder, folder, InstantSource.system());
    }

    private int run(Callable<Integer> command, String... arguments) throws Exception {
        new CommandLine(command).parseArgs(arguments);
        return command.call();
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theListSaysOfEachAlertWhoHasItInHandAndWhetherItFlaps() throws Exception {
        answers.put("/api/v1/alerts", ALERTS);

        run(new ListAlerts(desk()));

        assertThat(asked).containsExactly("GET /api/v1/alerts?state=any,flapping&limit=1000 ");
        assertThat(text().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "ID | STATE | ALERT",
                        "0a1b2c3d4e5f | firing critical | checkout-errors: checkout.[2J",
                        "since 2026-11-23 10:05:00 UTC, 143 against 100",
                        "acknowledged by kim until 2026-11-23 14:00:00 UTC: on it; it is worse now, and told again",
                        "ffffffffffff | normal | disk",
                        "flapping since 2026-11-23 10:00:00 UTC, changed 5 times: told when it holds still",
                        "./tocsin alerts ack ID takes one in hand.");
    }

    @Test
    void theListIsOfOneRuleOrOneGroup() throws Exception {
        answers.put("/api/v1/alerts", ALERTS.replace("\\u001b[2J", ""));

        run(new ListAlerts(desk()), "--rule", "disk", "--json");
        run(new ListAlerts(desk()), "--group", "service.name=checkout");
        run(new ListAlerts(desk()), "--group", "service.name=other");

        assertThat(text().lines().findFirst().orElse(""))
                .contains("ffffffffffff")
                .doesNotContain("0a1b2c3d4e5f");
        assertThat(text()).contains("checkout-errors: checkout\n", "No such alert.");
        assertThatThrownBy(() -> run(new ListAlerts(desk()), "--group", "checkout"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("write it as service.name=checkout-api");
    }

    @Test
    void withoutAlertsAllIsCalm() throws Exception {
        answers.put("/api/v1/alerts", "{\"alerts\": []}");

        run(new ListAlerts(desk()));

        assertThat(text()).isEqualTo("No alert: all is calm.\n");
    }

    @Test
    void anAlertIsTakenInHandAndGivenBack() throws Exception {
        answers.put("/api/v1/alerts/0a1b2c3d4e5f/acknowledge", """
                {"id": "0a1b2c3d4e5f", "rule": "checkout-errors", "group": {"service.name": "checkout"},
                 "acknowledged": {"by": "kim", "comment": "", "until": null}}""");

        run(new AckAlert(desk()), "0a1b2c3d4e5f", "--for", "2h", "--comment", "on it");
        run(new UnackAlert(desk()), "0a1b2c3d4e5f");

        assertThat(asked.getFirst())
                .startsWith("POST /api/v1/alerts/0a1b2c3d4e5f/acknowledge {\"comment\":\"on it\",\"by\":\"")
                .endsWith("\"for\":\"2h\"}");
        assertThat(asked.getLast()).startsWith("DELETE /api/v1/alerts/0a1b2c3d4e5f/acknowledge?by=");
        assertThat(text())
                .contains("checkout-errors: checkout is acknowledged by kim until it ends.\n")
                .contains("./tocsin alerts unack 0a1b2c3d4e5f")
                .contains("checkout-errors: checkout is not acknowledged any more.");
    }

    @Test
    void whatIsNoDurationIsNotSent() {
        assertThatThrownBy(() -> run(new AckAlert(desk()), "0a1b2c3d4e5f", "--for", "soon"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--for soon is no duration");
        assertThat(asked).isEmpty();
    }

    @Test
    void whatTheEngineRefusesIsToldWithItsHint() {
        status = 409;
        answers.put(
                "/api/v1/alerts/0a1b2c3d4e5f/acknowledge",
                "{\"error\": {\"reason\": \"the alert does not fire yet\", \"hint\": \"wait\"}}");

        assertThatThrownBy(() -> run(new AckAlert(desk()), "0a1b2c3d4e5f"))
                .isInstanceOf(Problem.class)
                .hasMessage("the alert does not fire yet\n  wait");
    }
}
