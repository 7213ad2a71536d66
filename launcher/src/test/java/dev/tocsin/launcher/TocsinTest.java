package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tocsin.elastic.embedded.FreePort;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line without anything running. */
@ResourceLock("processes") // a house that ends ends all that runs below this process
class TocsinTest {
    private static final Path HELP = Path.of("help");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final StringWriter usage = new StringWriter();

    @Test
    void helpIsThereForEverythingAndTheScriptShowsTheSame() throws IOException {
        Map<String, String> texts =
                helpOf(Tocsin.commandLine(new Surroundings(new Installation(Path.of(".")), terminal(), Map.of())));

        texts.forEach((words, text) -> {
            String name = nameOf(words);
            assertThat(text).contains("Usage: tocsin");
            assertThat(text.lines()).allSatisfy(one -> assertThat(one).hasSizeLessThanOrEqualTo(80));
            assertThat(HELP.resolve(name + ".txt"))
                    .as("TOCSIN_BUILD=always ./tocsin %s --help >launcher/help/%s.txt", words, name)
                    .hasContent(text);
        });
        try (Stream<Path> files = Files.list(HELP)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".txt", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            texts.keySet().stream().map(TocsinTest::nameOf).toList());
        }
    }

    /** Of the file that the script shows: templates install is templates-install. */
    private static String nameOf(String words) {
        return words.isEmpty() ? "tocsin" : words.replace(' ', '-');
    }

    /** By the words of the command. */
    private static Map<String, String> helpOf(CommandLine line) {
        Map<String, String> texts = new TreeMap<>();
        texts.put(line.getCommandSpec().qualifiedName(" ").replaceFirst("^tocsin ?", ""), line.getUsageMessage());
        line.getSubcommands().values().stream()
                .filter(inner -> !inner.getCommandSpec().usageMessage().hidden())
                .forEach(inner -> texts.putAll(helpOf(inner)));
        return texts;
    }

    @Test
    void helpOfEachCommandIsTheSameWhicheverWayItIsAskedFor() {
        for (String name : helpOf(
                        Tocsin.commandLine(new Surroundings(new Installation(Path.of(".")), terminal(), Map.of())))
                .keySet()) {
            List<String> words = name.isEmpty() ? List.of() : List.of(name.split(" "));
            String help = usage(words, "--help", words.size());

            assertThat(help).startsWith("Usage: tocsin" + (words.isEmpty() ? "" : " " + String.join(" ", words)));
            assertThat(usage(words, "help", 0)).isEqualTo(help);
            if (words.size() == 2) {
                assertThat(usage(words, "help", 1)).isEqualTo(help);
            }
        }
    }

    private String usage(List<String> words, String asking, int place) {
        List<String> arguments = new ArrayList<>(words);
        arguments.add(place, asking);
        usage.getBuffer().setLength(0);
        assertThat(run(arguments.toArray(String[]::new))).isZero();
        return usage.toString();
    }

    @Test
    void helpOnWhatIsNoCommandSaysWhatWasMeant() {
        assertThat(run("help", "rules", "tst")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(usage.toString())
                .contains(
                        "there is no command 'tocsin rules tst'; did you mean test?",
                        "./tocsin rules --help says more.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "rule list                             | there is no command 'tocsin rule'; did you mean rules?",
                "rules lst                             | there is no command 'tocsin rules lst'; did you mean list?",
                "rules whatever                        | Commands:",
                "rules                                 | Commands:",
                "rules test                            | Missing required parameter: 'FILE'",
                "rules test a b                        | 'b' is one argument too many",
                "rules list --engine a^b               | 'a^b' is no address: write it as http://127.0.0.1:8480",
                "rules list --engine 127.0.0.1:8480    | '127.0.0.1:8480' is no address: write it as http://127.0.0.1:8480",
                "dead-letters list --ingest 10.0.0.7:9 | '10.0.0.7:9' is no address: write it as http://127.0.0.1:9481",
                "token new a --role ship --expires day | 'day' is no day: write it as 2027-06-30",
                "token new A --role ship               | ./tocsin token new --help says more.",
                "down --timeout long                   | 'long' is no whole number",
                "queries run                           | ./tocsin queries run --help says more.",
                "tail --since soon                     | 'soon' is no span such as 30s",
                "routes test                           | Missing required parameter: 'LABEL=VALUE'",
                "routes test payments                  | 'payments' is no label: write it as team=payments",
                "routes test =payments                 | '=payments' is no label: write it as team=payments",
                "routes test team=~pay.*               | 'team=~pay.*' is a condition, as routes have it",
                "routes test team!=shop                | 'team!=shop' is a condition, as routes have it",
                "routes test a=b a=c                   | an alert has one a, not 'b' and 'c'",
                "routes shw                            | there is no command 'tocsin routes shw'; did you mean show?",
                "dead-letter list                      | there is no command 'tocsin dead-letter'; did you mean dead-letters?",
                "dead-letters list --stage indx        | expected decode or index, not 'indx'",
                "dead-letters list --limit 0           | --limit is from 1 to 1000",
                "dead-letters show                     | Missing required parameter: 'REF'",
                "dead-letters replay                   | Which letters? Give a REF, or --stage, --stream, --door, --text, or --all",
                "dead-letters drop --yes               | Which letters? Give a REF",
                "dead-letters drop a:1 --all           | one says which letters are meant, not two",
                "dead-letters replay --all --with f    | --with is for one letter: give its REF",
            })
    void argumentsThatCannotBeAreToldInWords(String arguments, String words) {
        assertThat(run(arguments.split(" "))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(usage.toString()).contains(words).doesNotContain("java.", "Unmatched");
    }

    @Test
    void rolesAndFormatsAreNamedAsFilesWriteThem() {
        assertThat(run("token", "new", "x", "--role", "viewr")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("rules", "lint", "--format", "yaml")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(usage.toString())
                .contains("'--role': expected viewer, editor, admin or ship, not 'viewr'")
                .contains("expected text or json, not 'yaml'");
    }

    @Test
    void aWrongOptionIsAMistakeInUsage() {
        assertThat(run("up", "--dta", "x")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(usage.toString())
                .contains("there is no option --dta; did you mean --data?", "./tocsin up --help says more.")
                .doesNotContain("Usage:");
    }

    @Test
    void statusAndDownOfAFolderWhereNothingRunsSaySo() {
        assertThat(run("status", "--data", folder.toString())).isEqualTo(3);
        assertThat(run("down", "--data", folder.toString())).isZero();
        assertThat(text()).contains("Nothing runs on " + folder + ". Start it with ./tocsin up");
    }

    @Test
    void upWithoutConfigurationSaysWhereItLooked() {
        assertThat(run("up", "--config", folder.resolve("none").toString(), "--data", folder.toString()))
                .isEqualTo(1);
        assertThat(text()).contains("there is no configuration in " + folder.resolve("none"), "--config");
    }

    @Test
    void upWithAFileForConfigurationSaysThatItHasToBeAFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("engine.yml"), "");

        assertThat(run("up", "--config", file.toString(), "--data", folder.toString()))
                .isEqualTo(1);
        assertThat(text()).contains("has to be a folder, and " + file + " is a file", "--config");
    }

    @Test
    void upWithADataFolderThatCannotBeMadeSaysWhyAndWhatToDo() throws IOException {
        Path home = StandInService.installation(folder.resolve("home"));
        Path file = Files.writeString(folder.resolve("file"), "");

        for (Path data : List.of(file, file.resolve("data"), Path.of("/proc/tocsin"))) {
            assertThat(run(home, "up", "--data", data.toString())).isEqualTo(1);
            assertThat(text())
                    .contains("the data folder " + data + " cannot be made or written to: ", "--data or TOCSIN_DATA")
                    .doesNotContain("Exception");
            written.reset();
        }
    }

    @Test
    void upWithAPasswordInTheAddressRefusesItAndDoesNotShowIt() throws IOException {
        Path home = StandInService.installation(folder.resolve("home"));
        Map<String, String> environment = Map.of("ELASTICSEARCH_URL", "https://elastic:hidden@search.example.com");

        assertThat(run(home, environment, "up", "--data", folder.resolve("data").toString()))
                .isEqualTo(1);
        assertThat(run(home, environment, "templates", "plan")).isEqualTo(1);
        assertThat(text() + usage)
                .contains("use ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD instead")
                .doesNotContain("hidden", "Exception");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void statusOfOneThatStartsListsEachPart() throws IOException {
        // given
        LiveProcess self = LiveProcess.of(ProcessHandle.current());
        try (DataFolder taken = DataFolder.take(folder)) {
            taken.write(new RunState(
                    self,
                    List.of(
                            new PartState("elasticsearch", Stage.STARTING, null, "http://127.0.0.1:1", "", ""),
                            new PartState("alert-engine", Stage.WAITING, null, "http://127.0.0.1:2", "", ""))));

            // when
            int code = run("status", "--data", folder.toString());

            // then
            assertThat(code).isEqualTo(1);
            assertThat(text())
                    .containsPattern("elasticsearch +starting +http://127.0.0.1:1")
                    .containsPattern("alert-engine +waiting +http://127.0.0.1:2");
        }
    }

    @Test
    void statusTellsWhatTheIngestServiceCannotUse() throws IOException {
        // given
        String attention = "ingest.yml cannot be used, what was in force stays: c/ingest.yml:9 drop[0].kql: Expected\\n"
                + "    message: (\\n             ^\\n    close it";
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        service.createContext("/actuator/health/readiness", exchange -> answer(exchange, ""));
        service.createContext("/v1/status", exchange -> answer(exchange, "{\"attention\":[\"" + attention + "\"]}"));
        service.start();
        String management = "http://127.0.0.1:" + service.getAddress().getPort();
        LiveProcess self = LiveProcess.of(ProcessHandle.current());
        try (DataFolder taken = DataFolder.take(folder)) {
            taken.write(new RunState(
                    self,
                    List.of(new PartState(
                            "ingest-service",
                            Stage.STARTED,
                            self,
                            "http://127.0.0.1:1",
                            management + "/actuator/health/readiness",
                            ""))));

            // when
            run("status", "--data", folder.toString());
        } finally {
            service.stop(0);
        }

        // then
        assertThat(text())
                .containsPattern("ingest-service +ready")
                .contains("!! ingest.yml cannot be used, what was in force stays: c/ingest.yml:9")
                .contains("\n    message: (\n             ^\n    close it\n");
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void upWithSettingsThatCannotBeSaysSoBeforeAnythingIsStarted() throws IOException {
        Path home = StandInService.installation(folder.resolve("home"));
        Files.writeString(home.resolve("config/wrong"), "engine.yml:3 tocsin.engine.lok: unknown key\n");
        Map<String, String> environment = new HashMap<>();
        for (Door door : Door.values()) {
            environment.put(door.variable(), Integer.toString(FreePort.find()));
        }

        assertThat(run(home, environment, "up", "--data", folder.resolve("data").toString()))
                .isEqualTo(1);

        assertThat(text())
                .contains("!! engine.yml:3 tocsin.engine.lok: unknown key\n")
                .doesNotContain("starting elasticsearch", "TOCSIN_DB_PASSWORD_FILE", "Exception");
        assertThat(folder.resolve("data/elasticsearch")).doesNotExist();
        assertThat(run("status", "--data", folder.resolve("data").toString())).isEqualTo(3);
    }

    @Test
    void upWithAPortThatIsNoneSaysWhichVariableIsWrong() {
        assertThat(run(Map.of("TOCSIN_TCP_PORT", "none"), "up")).isEqualTo(1);
        assertThat(text()).contains("TOCSIN_TCP_PORT=none is not a port");
    }

    @Test
    void kqlNeedsAQueryOrALineOfThem() {
        assertThat(run("kql")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(run("kql", "a: b", "--batch")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void withoutAnElasticsearchItSaysHowToNameOne() {
        assertThat(run("tail", "--data", folder.toString())).isEqualTo(1);
        assertThat(text())
                .contains("there is no Elasticsearch to ask: set ELASTICSEARCH_URL, or start one with ./tocsin up");
        assertThat(run("queries", "run")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    @Test
    void aWrongKqlIsShownWithItsPlace() {
        assertThat(run("tail", "--kql", "a: (b")).isEqualTo(1);
        assertThat(text()).contains("a: (b\n" + " ".repeat(9) + "^");
    }

    private int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    private int run(Map<String, String> environment, String... arguments) {
        return run(Path.of("."), environment, arguments);
    }

    private int run(Path home, String... arguments) {
        return run(home, Map.of(), arguments);
    }

    private int run(Path home, Map<String, String> environment, String... arguments) {
        return Tocsin.commandLine(new Surroundings(new Installation(home), terminal(), environment))
                .setOut(new PrintWriter(usage))
                .setErr(new PrintWriter(usage))
                .execute(arguments);
    }

    private Terminal terminal() {
        return new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
