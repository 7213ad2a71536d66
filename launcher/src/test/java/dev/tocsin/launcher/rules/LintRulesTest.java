package dev.tocsin.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** How lint says in short what can run. */
class LintRulesTest {
    private static final String RULE = """
            rule: %s
            query: {service: shop, kql: '%s'}
            condition: {count: hits, threshold: {above: 3}}
            window: 1m
            every: 1m
            """;

    @TempDir
    Path config;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void writeAGoodRule() throws IOException {
        Files.createDirectories(config.resolve("rules"));
        write("rules/good.yml", RULE.formatted("good", ""));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(config.resolve(name), text);
    }

    private int lint(String... arguments) throws Exception {
        return run(new LintRules(desk(false)), arguments);
    }

    private static int run(Callable<Integer> command, String... arguments) throws Exception {
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command.call();
    }

    private Desk desk(boolean isWatched) {
        Terminal terminal =
                new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), isWatched, false, false);
        return new Desk(terminal, environment, config, config, InstantSource.system());
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\n# of october", "s3 cret", "s3cr\u20act", "s3\u0007cret"})
    void aTokenThatNoHeaderCanCarryIsNotShown(String token) throws Exception {
        environment.put("TOCSIN_ENGINE_URL", "http://127.0.0.1:1");
        environment.put(
                "TOCSIN_ENGINE_TOKEN_FILE",
                Files.writeString(config.resolve("token"), token).toString());
        write("rules/sent.yml", RULE.formatted("sent", "") + "notify: shop\n");

        assertThat(lint()).isZero();

        assertThat(text()).contains("no channel is known here").doesNotContain("s3", "october");
    }

    @Test
    void whatIsRightIsToldInALine() throws Exception {
        assertThat(lint("--offline")).isZero();

        assertThat(text()).isEqualTo(config + ": 1 rule can run; 0 errors, 0 warnings.\n");
    }

    @Test
    void rulesThatCannotRunAreNamedWithWhatAnEngineDoesWithThem() throws Exception {
        write("rules/half.yml", RULE.formatted("half", "log.level: (ERROR"));
        write("rules/nobody.yml", "query: {}\n");
        write("rules/told.yml", RULE.formatted("told", "") + "notify: [shpo]\n");
        write("channels.yml", "shop: {slack: {webhook: '${env:NOT_SET}'}}\n");

        assertThat(lint("--offline")).isEqualTo(1);

        assertThat(text())
                .contains("\n" + config
                        + ": 1 rule can run, 1 can be read and has errors (told), 2 cannot run (half, nobody.yml);")
                .endsWith("A running engine goes on with what it last could read of a rule that cannot run; one that"
                        + " starts goes without it.\n");
    }

    @Test
    void mistakesElsewhereAreNoMistakesOfRules() throws Exception {
        write("channels.yml", "shop: {slak: {}}\n");

        assertThat(lint("--offline")).isEqualTo(1);

        assertThat(text()).endsWith(config + ": 1 rule can run; 1 error, 0 warnings.\n");
    }

    @Test
    void programsGetTheNamesOfWhatCannotRun() throws Exception {
        write("rules/half.yml", RULE.formatted("half", "log.level: (ERROR"));

        assertThat(lint("--offline", "--format", "json")).isEqualTo(1);

        assertThat(text()).startsWith("{\"rules\":1,\"broken\":[\"half\"],\"findings\":[");
    }

    @Test
    void jsonForAPersonHasNothingThatATerminalWouldObey() throws Exception {
        write("rules/ü\u202e.yml", RULE.formatted("half", "log.level: (ERROR"));

        run(new LintRules(desk(true)), "--offline", "--format", "json");
        run(new TestRules(desk(true)), config + "/rules/ü\u202e.yml", "--format", "json");

        assertThat(text().lines())
                .hasSize(2)
                .allSatisfy(
                        json -> assertThat(json).contains("\\u00fc\\u202e.yml").matches("[ -~]*"));
    }

    @Test
    void aRuleWhoseQueryOnlyKibanaHasCannotRunAndTheRemedyIsNamed() throws Exception {
        write("rules/mine.yml", RULE.formatted("mine", "").replace("kql: ''", "kibana: Errors"));

        assertThat(lint()).isEqualTo(1);

        assertThat(text())
                .contains("'Errors' of Kibana cannot be looked at here: KIBANA_URL is not set")
                .contains("put an export into queries/ (a file that ends in .ndjson)")
                .contains("1 rule can run, 1 cannot run (mine); 0 errors, 1 warning.");
    }

    @Test
    void anElasticsearchThatIsStillStartingIsSaidToBeStarting() throws Exception {
        try (DataFolder taken = DataFolder.take(config)) {
            assertThat(lint()).isZero();
            assertThat(text())
                    .contains("Only the files are looked at", "is starting")
                    .doesNotContain("no ./tocsin up runs");

            written.reset();
            LiveProcess me = LiveProcess.of(ProcessHandle.current());
            taken.write(new RunState(
                    me, List.of(new PartState("elasticsearch", Stage.STARTING, null, "http://127.0.0.1:1", "", ""))));
            lint();
            assertThat(text()).contains("Only the files are looked at", "is starting");

            written.reset();
            taken.write(new RunState(
                    me, List.of(new PartState("alert-engine", Stage.STARTING, null, "http://127.0.0.1:1", "", ""))));
            lint();
            assertThat(text()).contains("Only the files are looked at", "that is not its own");
        }
    }
}
