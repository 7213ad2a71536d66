package dev.tocsin.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
class EngineCommandsTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private HttpServer server;
    private int status = 200;
    private boolean isWatched;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
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
        Terminal terminal =
                new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), isWatched, false, false);
        return new Desk(terminal, environment, folder, folder, InstantSource.system());
    }

    private int run(Callable<Integer> command, String... arguments) throws Exception {
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
        line.parseArgs(arguments);
        return command.call();
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPauseSaysWhoWhyAndHowLongAndThatItsAlertsStand() throws Exception {
        environment.put("TOCSIN_ENGINE_TOKEN", "secret");
        answers.put("/api/v1/rules/checkout/pause", """
                {"rule": "checkout", "standing": 2, "pause": {"since": "2026-11-23T10:00:00Z",
                 "until": "2026-11-23T12:00:00Z", "by": "anna", "comment": "deploy\\u001b[2J"}}""");

        assertThat(run(new PauseRule(desk()), "checkout", "--for", "2h", "--comment", "deploy"))
                .isZero();

        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/rules/checkout/pause Bearer secret {\"comment\":\"deploy\",\"by\":\"")
                .endsWith("\"for\":\"2h\"}");
        assertThat(text())
                .contains(
                        "checkout is paused by anna since 2026-11-23 10:00:00 UTC, until 2026-11-23 12:00:00 UTC: deploy")
                .contains("2 alerts of it stand as they are")
                .doesNotContain("\u001b")
                .doesNotContain("secret");
    }

    @Test
    void explainsAWindowInOneLook() throws Exception {
        answers.put("/api/v1/rules/checkout/explain", """
                {"rule": "checkout", "at": "2026-11-23T10:00:00Z", "version": "v2", "condition": "hits above 3 (warning)",
                 "window": {"start": "2026-11-23T09:55:00Z", "end": "2026-11-23T10:00:00Z", "due": "2026-11-23T10:00:15Z"},
                 "search": {"indices": "logs-*", "body": {"size": 0}},
                 "decided": [{"version": "v1", "answer": "grouped", "hits": 1200, "groups": 2}],
                 "now": {"answer": "grouped", "hits": 1201, "groupCount": 60, "groupsCut": 2, "groups": [
                   {"group": {"host": "web\\u001b[2J"}, "hits": 1201, "verdict": "breach", "severity": "warning", "value": 1201.0,
                    "threshold": 3.0, "basis": "x of y", "before": "normal", "after": "firing"}]},
                 "same": false, "why": "fired: 1200 is above 3", "transitions": [],
                 "notifications": [{"transition": "FIRED", "notification": {"channel": "slack", "state": "sent", "answer": "200 ok"}}],
                 "waiting": [{"channel": "mail", "kind": "FIRED", "state": "waiting", "attempts": 1, "reason": "no answer"}],
                 "suppressed": [{"group": {"host.name": "web-1"}, "channels": ["mail"], "cause": "silence", "by": "a1",
                    "reason": "silenced by kim"}],
                 "versions": [{"version": "v1", "condition": "hits above 5", "query": {"text": "a: b"}, "now": {"hits": 1200},
                    "same": true}, {"version": "v0"}],
                 "unchanged": [{"group": {"host.name": "web-9"}, "why": "unchanged: told at noon in slack"}],
                 "notInhibited": [{"group": {}, "by": "host-down", "reason": "not inhibited by host-down"}]}""");

        assertThat(run(new ExplainCommand(desk()), "checkout", "--at", "2026-11-23T10:00:03Z"))
                .isZero();

        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("GET /api/v1/rules/checkout/explain?at=2026-11-23T10:00:03Z");
        assertThat(text())
                .contains(
                        "window from 2026-11-23 09:55:00 UTC to 2026-11-23 10:00:00 UTC, looked at from 2026-11-23 10:00:15 UTC")
                .contains("fired: 1200 is above 3")
                .contains("decided by  1,200 events, by another version of the rule")
                .contains("found now   1,201 events: not the same; events came later, or were deleted")
                .contains("1,201 against 3", "breach warning (x of y)", "normal -> firing", "and 61 groups more")
                .contains("slack    fired  sent     200 ok", "mail     fired  waiting  no answer")
                .contains("web-1     mail     silenced by kim (silence a1)")
                .contains("version v1: hits above 5 of a: b", "asked again: 1,200 events: the same")
                .contains("version v0: what it asked is not in the history")
                .contains("web-9: unchanged: told at noon in slack", "not inhibited by host-down")
                .contains("./tocsin explain checkout --at 2026-11-23T10:00:00Z --query prints the search.")
                .doesNotContain("\u001b");
    }

    @Test
    void printsTheSearchToSendItByHand() throws Exception {
        answers.put(
                "/api/v1/rules/checkout/explain", "{\"search\": {\"indices\": \"logs-*\", \"body\": {\"size\": 0}}}");

        run(new ExplainCommand(desk()), "checkout", "--query");

        assertThat(asked).singleElement().asString().startsWith("GET /api/v1/rules/checkout/explain ");
        assertThat(text()).isEqualTo("{\"indices\":\"logs-*\",\"body\":{\"size\":0}}\n");
    }

    @Test
    void theTokenMayBeInAFile() throws Exception {
        Files.writeString(folder.resolve("token"), "from-a-file\n");
        environment.put("TOCSIN_ENGINE_TOKEN_FILE", folder.resolve("token").toString());

        run(new ResumeRule(desk()), "a b");

        assertThat(asked).containsExactly("DELETE /api/v1/rules/a%20b/pause Bearer from-a-file ");
    }

    @Test
    void aRefusedTokenIsAnInstructionAndNoSecret() {
        environment.put("TOCSIN_ENGINE_TOKEN", "wrong-one");
        status = 401;

        assertThatThrownBy(() -> run(new ResumeRule(desk()), "checkout"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("wants a token for this, and not the one that it was given")
                .hasMessageContaining("TOCSIN_ENGINE_TOKEN_FILE")
                .hasMessageNotContaining("wrong-one");
    }

    @Test
    void aTokenOfAnotherRoleIsToldAsTheEngineSaysIt() {
        environment.put("TOCSIN_ENGINE_TOKEN", "of-a-viewer");
        status = 403;
        answers.put(
                "/api/v1/rules/checkout/pause",
                "{\"error\": {\"reason\": \"the token 'grafana' has the role viewer; this needs editor or admin\"}}");

        assertThatThrownBy(() -> run(new ResumeRule(desk()), "checkout"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("the token 'grafana' has the role viewer; this needs editor or admin")
                .hasMessageContaining("set TOCSIN_ENGINE_TOKEN");
    }

    @Test
    void whatTheEngineRefusesIsToldWithItsHint() {
        status = 404;
        answers.put(
                "/api/v1/rules/none/preview",
                "{\"error\": {\"reason\": \"there is no rule of that name\", \"hint\": \"GET /api/v1/rules lists them\"}}");

        assertThatThrownBy(() -> run(new NotifyPreview(desk()), "none"))
                .isInstanceOf(Problem.class)
                .hasMessage("there is no rule of that name\n  GET /api/v1/rules lists them");
    }

    @Test
    void aPreviewShowsWhatEachTypeOfChannelWouldSend() throws Exception {
        answers.put("/api/v1/rules/a/preview", """
                {"source": "example", "at": "2026-11-23T10:05:00Z", "channels": ["shop", "hooks"], "way": "default route",
                 "slack": {"text": "as Slack has it"},
                 "written": [{"channel": "shop", "type": "slack", "content": "{}"},
                  {"channel": "hooks", "type": "webhook", "content": "{\\"a\\": 1}\\nline\\u001b[2J"}]}""");

        run(new NotifyPreview(desk()), "a");

        assertThat(text())
                .contains("to shop, hooks (default route):", "as Slack has it", "hooks, as webhook:", "{\"a\": 1}")
                .doesNotContain("\u001b");
    }

    @Test
    void aPreviewForOthersThanSlackShowsNoSlack() throws Exception {
        answers.put("/api/v1/rules/a/preview", """
                {"source": "example", "at": "2026-11-23T10:05:00Z", "channels": ["hooks"], "way": "default route",
                 "slack": {"text": "as Slack has it"},
                 "written": [{"channel": "hooks", "type": "webhook", "content": "as hooks have it"}]}""");

        run(new NotifyPreview(desk()), "a");

        assertThat(text()).contains("as hooks have it").doesNotContain("as Slack has it");
    }

    @Test
    void whatIsNoEngineIsSaidToBeNone() {
        answers.put("/api/v1/rules", "<html>");

        assertThatThrownBy(() -> run(new ListRules(desk())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is no alert engine");
    }

    @Test
    void withoutAnEngineItSaysHowToNameOne() {
        environment.clear();

        assertThatThrownBy(() -> run(new ListRules(desk())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--engine or TOCSIN_ENGINE_URL, or start one with ./tocsin up");
    }

    @Test
    void theListSaysFirstWhatIsWrongWithARule() throws Exception {
        answers.put("/api/v1/rules", """
                {"rules": [
                  {"name": "a", "enabled": true, "broken": false, "schedule": "every 1m", "pause": null,
                   "progress": {"lastEnd": "2026-11-23T10:00:00Z", "failingSince": null}},
                  {"name": "b", "enabled": true, "broken": true, "schedule": "every 1m", "pause": null,
                   "progress": {"lastEnd": "2026-11-23T10:00:00Z", "failingSince": "2026-11-23T10:01:00Z"}},
                  {"name": "c", "enabled": true, "broken": false, "schedule": "cron 0 3 * * * UTC",
                   "pause": {"by": "anna"}, "progress": null},
                  {"name": "d", "enabled": false, "broken": false, "schedule": "every 1h", "pause": null, "progress": null},
                  {"name": "e", "enabled": true, "broken": false, "schedule": "every 1h", "pause": null, "progress": null}],
                 "broken": ["b"], "problems": []}""");
        answers.put("/api/v1/alerts", """
                {"alerts": [{"rule": "a", "state": "firing"}, {"rule": "a", "state": "firing"},
                  {"rule": "c", "state": "firing"}]}""");

        run(new ListRules(desk()));

        assertThat(text().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
                .containsExactly(
                        "RULE | STATE | SCHEDULE | LAST WINDOW",
                        "a | 2 firing | every 1m | 2026-11-23T10:00:00Z",
                        "b | failing, file broken | every 1m | 2026-11-23T10:00:00Z",
                        "c | paused, firing | cron 0 3 * * * UTC | none yet",
                        "d | disabled | every 1h | none yet",
                        "e | calm | every 1h | none yet",
                        "./tocsin rules show NAME says why a rule is failing.",
                        "!! cannot be read: b. ./tocsin rules lint says why");
    }

    @Test
    void aTestMessageThatWasNotDeliveredIsAFailure() throws Exception {
        answers.put(
                "/api/v1/channels/shop/test",
                "{\"channel\": \"shop\", \"outcome\": \"refused\", \"detail\": \"404 no_service\"}");

        assertThat(run(new NotifyTest(desk()), "shop")).isEqualTo(1);
        assertThat(text()).contains("shop refuses messages: 404 no_service");
    }

    @Test
    void jsonForAPersonHasNothingThatATerminalWouldObey() throws Exception {
        String sly = "{\"title\": \"\u009b2J\u007f\u202eü\"}";
        answers.put("/api/v1/alerts", "{\"alerts\": []}");
        answers.put("/api/v1/rules", sly);
        answers.put("/api/v1/rules/a", sly);
        answers.put("/api/v1/rules/a/windows", "{\"windows\": []}");
        answers.put("/api/v1/rules/a/preview", "{\"slack\": " + sly + "}");

        for (boolean watched : new boolean[] {false, true}) {
            isWatched = watched;
            written.reset();
            run(new ListRules(desk()), "--format", "json");
            run(new ShowRule(desk()), "a", "--format", "json");
            run(new NotifyPreview(desk()), "a", "--json");

            assertThat(text().lines())
                    .hasSize(3)
                    .allSatisfy(json -> assertThat(json)
                            .contains(watched ? "\\u009b2J\\u007f\\u202e\\u00fc" : "\u009b2J\u007f\u202eü"));
            assertThat(text().matches("[ -~\n]*")).isEqualTo(watched);
        }
    }

    @Test
    void aRuleIsShownWithWhereItsQueryIsFromAndKibanasFilters() throws Exception {
        String shown = """
                {"rule": {"name": "a", "title": "A", "enabled": true, "broken": false, "schedule": "every 1m",
                  "window": "PT5M", "pause": null, "progress": null, "next": null},
                 "file": "a.yml", "condition": "hits above 1", "query": "log.level: ERROR", "streams": ["logs-shop"],
                 "queryFrom": "%s", "queryFilters": "%s", "groupBy": [], "problems": []}""";
        answers.put("/api/v1/alerts", "{\"alerts\": []}");
        answers.put("/api/v1/rules/a/windows", "{\"windows\": []}");
        answers.put(
                "/api/v1/rules/a",
                shown.formatted(
                        "Kibana's search:s1 (queries/export.ndjson)",
                        "[{\\\"match\\\":{\\\"a\\\":\\\"" + "b".repeat(80) + "\\\"}}]"));

        run(new ShowRule(desk()), "a");

        assertThat(text())
                .containsPattern("from +Kibana's search:s1 \\(queries/export.ndjson\\)\n")
                .contains("and Kibana's filters [{\"match\":{\"a\":\"" + "b".repeat(80) + "\"}}]\n");

        // when
        written.reset();
        answers.put("/api/v1/rules/a", shown.formatted("written in the rule", "[]"));
        run(new ShowRule(desk()), "a");

        // then
        assertThat(text()).doesNotContain("from ", "filters");
    }

    @Test
    void anEngineThatIsStillStartingIsNoneThatDoesNotRun() throws Exception {
        environment.clear();
        try (DataFolder taken = DataFolder.take(folder)) {
            assertThatThrownBy(() -> run(new ListRules(desk())))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("is starting")
                    .hasMessageContaining("./tocsin status")
                    .hasMessageNotContaining("nothing runs");

            for (Stage stage : new Stage[] {Stage.WAITING, Stage.STARTING}) {
                LiveProcess me = LiveProcess.of(ProcessHandle.current());
                taken.write(new RunState(
                        me, List.of(new PartState("alert-engine", stage, null, "http://127.0.0.1:1", "", ""))));
                assertThatThrownBy(() -> run(new ListRules(desk()))).hasMessageContaining("is starting");
            }
        }
    }
}
