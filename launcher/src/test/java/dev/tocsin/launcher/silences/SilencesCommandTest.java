package dev.tocsin.launcher.silences;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is asked of an engine and how its answers are told; the answers are as the engine gives them. */
class SilencesCommandTest {
    private static final String SILENCE = """
            {"id": "a1b2c3d4e5", "state": "%s", "matchers": ["team=shop", "host.name=~\\"it's|a b\\""],
             "startsAt": "2026-11-23T10:00:00.123456Z", "endsAt": "2026-11-23T12:00:00.123456Z",
             "author": "kim (token ci)", "comment": "we deploy", "createdAt": "2026-11-23T09:00:00Z", "endedBy": %s,
             "firing": {"count": 2, "alerts": [
               {"rule": "checkout", "group": {"host.name": "a\\u001b[2J"}, "severity": "critical"}]}}""";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add((request + " " + body).replace(System.getProperty("user.name"), "ME"));
            byte[] answer = answers.getOrDefault(
                            exchange.getRequestMethod() + " "
                                    + exchange.getRequestURI().getPath(),
                            "{}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Desk desk() {
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
        Map<String, String> environment = Map.of(
                "TOCSIN_ENGINE_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        return new Desk(terminal, environment, folder, folder, () -> Instant.parse("2026-11-23T10:00:00Z"));
    }

    private int run(Callable<Integer> command, String... arguments) throws Exception {
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command.call();
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private static String silence(String state, String endedBy) {
        return SILENCE.formatted(state, endedBy);
    }

    @Test
    void addSaysWhatIsSilentAndHowToUndoIt() throws Exception {
        answers.put("POST /api/v1/silences", silence("active", "null"));

        assertThat(run(
                        new AddSilence(desk()),
                        "team=shop",
                        "host.name=~it's|a b",
                        "--for",
                        "2h",
                        "--comment",
                        "we deploy"))
                .isZero();

        assertThat(asked)
                .containsExactly("POST /api/v1/silences {\"matchers\":[\"team=shop\",\"host.name=~\\\"it's|a b\\\"\"],"
                        + "\"comment\":\"we deploy\",\"by\":\"ME\",\"for\":\"2h\"}");
        assertThat(text()).isEqualTo("""
                Silence a1b2c3d4e5 holds until 2026-11-23 12:00:00 UTC: team=shop, host.name=~"it's|a b"
                  It matches 2 alerts that fire now:
                    checkout  critical  host.name=a.[2J
                    and 1 more
                  End it with ./tocsin silences end a1b2c3d4e5
                """);
    }

    @Test
    void aDryRunMakesNone() throws Exception {
        answers.put("POST /api/v1/silences/preview", """
                {"matchers": ["team=shop"], "startsAt": "2026-11-24T10:00:00Z", "endsAt": "2026-11-24T12:00:00Z",
                 "firing": {"count": 0, "alerts": []}}""");

        run(
                new AddSilence(desk()),
                "team=shop",
                "--from",
                "2026-11-24T10:00Z",
                "--until",
                "2026-11-24T12:00Z",
                "--dry-run");

        assertThat(asked)
                .containsExactly("POST /api/v1/silences/preview {\"matchers\":[\"team=shop\"],\"comment\":\"\","
                        + "\"by\":\"ME\",\"endsAt\":\"2026-11-24T12:00:00Z\",\"startsAt\":\"2026-11-24T10:00:00Z\"}");
        assertThat(text()).isEqualTo("""
                This silence would hold from 2026-11-24 10:00:00 UTC until 2026-11-24 12:00:00 UTC: team=shop
                  It matches no alert that fires now.
                  It was not made: that does the same without --dry-run.
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a=b --comment c                | say how long: --for 2h
            a=b --for 2h                   | say why, for the others
            a=b --for soon --comment c     | --for soon is no duration
            a=b --until 2h --comment c     | --until 2h is a duration
            a=b --until later --comment c  | --until later is no time
            """)
    void saysWhatIsMissingBeforeItAsks(String words, String reason) {
        assertThatThrownBy(() -> run(new AddSilence(desk()), words.split(" ")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(reason);
        assertThat(asked).isEmpty();
    }

    @Test
    void endSaysHowToUndoIt() throws Exception {
        answers.put("GET /api/v1/silences/a1b2c3d4e5", silence("active", "null"));
        answers.put("DELETE /api/v1/silences/a1b2c3d4e5", silence("expired", "\"ME\""));

        run(new EndSilence(desk()), "a1b2c3d4e5");

        assertThat(asked)
                .containsExactly("GET /api/v1/silences/a1b2c3d4e5 ", "DELETE /api/v1/silences/a1b2c3d4e5?by=ME ");
        assertThat(text()).isEqualTo("""
                Silence a1b2c3d4e5 is ended; it matched 2 firing alerts.
                  Undo: ./tocsin silences add team=shop 'host.name=~"it'\\''s|a b"' --until 2026-11-23T12:00:00.123456Z --comment 'we deploy'
                """);
    }

    @Test
    void listAndShowSayHowEachIs() throws Exception {
        answers.put("GET /api/v1/silences", "{\"silences\": [" + silence("active", "null") + "]}");
        answers.put("GET /api/v1/silences/a1b2c3d4e5", silence("expired", "\"sam\""));

        run(new ListSilences(desk()));
        run(new ShowSilence(desk()), "a1b2c3d4e5");
        run(new ListSilences(desk()), "--all", "--format", "json");

        assertThat(asked)
                .containsExactly(
                        "GET /api/v1/silences?limit=1000 ",
                        "GET /api/v1/silences/a1b2c3d4e5 ",
                        "GET /api/v1/silences?state=any&limit=1000 ");
        assertThat(text()).startsWith("""
                  ID          STATE   ENDS                     FIRING  BY              ALERTS
                  a1b2c3d4e5  active  2026-11-23 12:00:00 UTC  2       kim (token ci)  team=shop, host.name=~"it's|a b"
                Silence a1b2c3d4e5 is expired: team=shop, host.name=~"it's|a b"
                  from    2026-11-23 10:00:00 UTC
                  until   2026-11-23 12:00:00 UTC, ended before its time by sam
                  by      kim (token ci) at 2026-11-23 09:00:00 UTC
                  comment we deploy
                  It matches 2 alerts that fire now:
                """).contains("{\"silences\":");
    }

    @Test
    void anEmptyListIsASentence() throws Exception {
        answers.put("GET /api/v1/silences", "{\"silences\": []}");

        run(new ListSilences(desk()));

        assertThat(text()).isEqualTo("Nothing is silenced.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            team=shop           | team=shop
            team=a b            | team="a b"
            team="a b"          | team="a b"
            team=~a b\\d        | team=~"a b\\\\d"
            team                | team
            team=~( x           | team=~( x
            team==shop          | team==shop
            team=~~a b          | team=~~a b
            team= a b           | team=" a b"
            """)
    void whatTheShellAteIsPutBack(String word, String matcher) {
        assertThat(ShellWords.matcher(word)).isEqualTo(matcher);
    }
}
