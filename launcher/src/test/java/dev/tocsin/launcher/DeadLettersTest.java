package dev.tocsin.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.ByteArrayInputStream;
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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of an ingest service and how its answers are told; the answers are as the service gives them. */
class DeadLettersTest {
    private static final String REF = "decode-2026-11-23.000:17";
    private static final String LETTER = """
            {"ref":"%s","state":"%s","at":"%s","stage":"decode","door":"tcp","peer":"10.0.0.9","stream":null,"id":null,
             "reason":"a name has no quotes at byte 12","truncated":false,"record":"{\\"a\\":1,   \\u001b[2Joops}","whole":true}""";
    private static final String NOTHING_DONE =
            "{\"done\":0,\"refs\":[],\"refused\":%d,\"refusals\":[%s],\"reasons\":[],\"more\":false,"
                    + "\"rest\":null,\"dryRun\":false}";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final StringWriter usage = new StringWriter();
    private final List<String> asked = new ArrayList<>();
    private final Map<String, Deque<String>> answers = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private HttpServer server;
    private int status = 200;
    private boolean isWatched;
    private String typed = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            Deque<String> known = answers.get(exchange.getRequestURI().getPath());
            byte[] answer = (known == null
                            ? "{\"error\":{\"reason\":\"no such letter\"}}"
                            : known.size() > 1 ? known.removeFirst() : known.getFirst())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known == null ? 404 : status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        environment.put("TOCSIN_INGEST_URL", url());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(String path, String... inTurn) {
        answers.put("/v1/dead-letters" + path, new ArrayDeque<>(List.of(inTurn)));
    }

    private static String letter(String ref, String state) {
        return LETTER.formatted(ref, state, Instant.now().minusSeconds(200));
    }

    private static String list(int found, String... letters) {
        return "{\"letters\":[" + String.join(",", letters) + "],\"found\":" + found
                + ",\"uncounted\":false,\"until\":\"2026-11-23T09:00:00Z\"}";
    }

    private int run(String... arguments) {
        asked.clear();
        written.reset();
        usage.getBuffer().setLength(0);
        Terminal terminal = new Terminal(
                        new PrintStream(written, true, StandardCharsets.UTF_8), isWatched, false, false)
                .answeredBy(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        return Tocsin.commandLine(new Surroundings(new Installation(folder), terminal, environment))
                .setOut(new PrintWriter(usage))
                .setErr(new PrintWriter(usage))
                .execute(all.toArray(String[]::new));
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theListFitsTheTerminalAndNeverCutsAName() {
        String indexed = """
                {"ref":"index-2026-11-23.000:4","state":"kept","at":"%s","stage":"index","door":null,"peer":null,
                 "stream":"logs-checkout_of_a_very_long_name-tocsin","id":"e1","reason":"object mapping for [user] tried to parse field as object","truncated":false,"record":"{}","whole":true}""".formatted(Instant.now().minusSeconds(200_000));
        answer("", list(1_234, letter(REF, "kept"), indexed));
        isWatched = true;

        assertThat(run("list")).isZero();

        assertThat(asked).containsExactly("GET /v1/dead-letters?limit=20&state=kept ");
        assertThat(text().lines().limit(3)).allSatisfy(line -> assertThat(line).hasSizeLessThan(80));
        assertThat(text().lines().map(line -> line.strip().replaceAll(" {2,}", " | ")))
                .startsWith(
                        "LETTER | AGE | FROM | REASON",
                        REF + " | 3m | tcp 10.0.0.9 | a name has no quote...",
                        "index-2026-11-23.000:4 | 2d | logs-checkout_of_a_... | object mapping for ...",
                        "")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("These are the newest 2 letters of 1,234. More of them: --limit 1000."))
                .anySatisfy(line -> assertThat(line).endsWith("./tocsin dead-letters show " + REF));

        // Who pipes it into a file or a search has all of it.
        isWatched = false;
        assertThat(run("list")).isZero();
        assertThat(text())
                .contains("a name has no quotes at byte 12\n")
                .contains(
                        "  logs-checkout_of_a_very_long_name-tocsin  object mapping for [user] tried to parse field as object\n");
    }

    @Test
    void filtersAreAskedOfTheServiceAndJsonIsPassedOn() {
        String page = list(1, letter("decode-2026-11-23.000:1", "dropped")).replaceAll("\\s*\\n\\s*", "");
        answer("", page);

        assertThat(run(
                        "list",
                        "--stage",
                        "INDEX",
                        "--stream",
                        "logs-a b-tocsin",
                        "--door",
                        "tcp",
                        "--text",
                        "a&b=ü",
                        "--state",
                        "all",
                        "--limit",
                        "5",
                        "--format",
                        "json"))
                .isZero();

        assertThat(asked)
                .containsExactly("GET /v1/dead-letters?limit=5&state=all&stage=index&stream=logs-a%20b-tocsin&door=tcp"
                        + "&text=a%26b%3D%C3%BC ");
        assertThat(text()).startsWith("{\"letters\":[{\"ref\":").contains("\"state\":\"dropped\"");
        assertThat(run("list", "--state", "all")).isZero();
        assertThat(text()).contains("STATE", "dropped");
    }

    @Test
    void aListWithNothingInItSaysWhereItLooked() {
        answer("", list(0));

        assertThat(run("list", "--text", "x\u001b[2J")).isZero();

        assertThat(text())
                .isEqualTo("No dead letter matches --text x.[2J in the ingest service at " + url()
                        + ". --state all also shows those that were replayed or dropped.\n");
    }

    @Test
    void aLetterIsShownWithThePlaceOfTheErrorAndWhatCanBeDone() {
        answer("/" + REF, letter(REF, "kept"));

        assertThat(run("show", REF)).isZero();

        assertThat(asked).containsExactly("GET /v1/dead-letters/decode-2026-11-23.000%3A17 ");
        assertThat(text())
                .contains("  " + REF + ", kept\n", " UTC, 3m ago\n", "  stage   decode: it could not be read\n")
                .contains("  door    tcp\n", "  from    10.0.0.9\n", "  record  19 bytes\n")
                .containsOnlyOnce("    {\"a\":1,   .[2Joops}\n                ^ byte 12\n")
                .contains("./tocsin dead-letters show " + REF + " --record >record.json\n")
                .contains("./tocsin dead-letters replay " + REF + " --with record.json\n")
                .doesNotContain("\u001b", "stream", " id ", "format");
        answer("/" + REF, letter(REF, "kept").replace("\"stream\":null", "\"stream\":null,\"format\":\"syslog\""));
        assertThat(run("show", REF)).isZero();
        assertThat(text()).contains("  format  syslog, also of a mended record\n");
    }

    /** A screen of it is enough, and what is missing nobody can mend. */
    @Test
    void ofALineThatWasCutTheBeginningIsShownAndWhatHelps() {
        String record = "{\\\"message\\\":\\\"" + "ü".repeat(30_000);
        String cut = """
                {"ref":"%s","state":"kept","at":"%s","stage":"decode","door":"%s","peer":"10.0.0.9","stream":null,"id":null,
                 "reason":"%s longer than 1048576 bytes at byte 1048576","truncated":true,"bytes":60012,"record":"%s","whole":true}""";
        answer("/" + REF, cut.formatted(REF, "2026-11-23T10:00:00Z", "tcp", "line", record));

        assertThat(run("show", REF)).isZero();

        assertThat(text())
                .contains("  record  its first 60,012 bytes; the rest was not kept\n")
                .contains("\n    {\"message\":\"" + "ü".repeat(988) + "\n")
                .contains("  ... and 58,024 bytes more, which --record or --format json shows.\n")
                .contains("raise tocsin.ingest.tcp.max-line in ingest.yml, or have the sender cut")
                .contains("As it is it cannot be replayed")
                .contains("./tocsin dead-letters replay " + REF + " --with record.json\n")
                .doesNotContain("--record >record.json")
                .hasSizeLessThan(2_500);
        assertThat(run("show", REF, "--record")).isZero();
        assertThat(text()).hasSizeGreaterThan(30_000);

        answer("/" + REF, cut.formatted(REF, "2026-11-23T10:00:00Z", "syslog-udp", "datagram", "<11>short"));
        assertThat(run("show", REF)).isZero();
        assertThat(text())
                .contains("    <11>short\n", "have the sender use TCP")
                .doesNotContain("bytes more", "max-line");
    }

    @Test
    void whatWouldOnlyComeBackIsGivenANewId() {
        String ref = "index-2026-11-23.000:4";
        answer("/" + ref, """
                {"ref":"%s","state":"kept","at":"2026-11-23T10:00:00Z","stage":"index","door":null,
                 "peer":null,"stream":"logs-a-tocsin","id":"e1","reason":"its id is taken by another document",
                 "idTaken":true,"truncated":false,"record":"{}","whole":true}""".formatted(ref));
        answer(
                "/" + ref + "/replay",
                NOTHING_DONE.replace("\"done\":0", "\"done\":1").formatted(0, ""));
        answer("", list(2, letter(REF, "kept")));
        answer("/replay", NOTHING_DONE.replace("\"done\":0", "\"done\":2").formatted(0, ""));

        assertThat(run("show", ref)).isZero();
        assertThat(text())
                .contains("Another document had its id: it goes in under a new one.\n"
                        + "    ./tocsin dead-letters replay " + ref + " --new-id\n")
                .contains("./tocsin dead-letters replay " + ref + " --with record.json --new-id\n")
                .doesNotContain("under its id");
        assertThat(run("replay", ref, "--new-id")).isZero();
        assertThat(asked.getLast()).endsWith("/replay {\"dryRun\":false,\"newId\":true}");
        assertThat(run("replay", "--stage", "index", "--yes", "--new-id")).isZero();
        assertThat(asked.getLast())
                .isEqualTo("POST /v1/dead-letters/replay {\"stage\":\"index\",\"dryRun\":false,"
                        + "\"until\":\"2026-11-23T09:00:00Z\",\"newId\":true}");
    }

    @Test
    void theRecordAloneIsAsItIsForAFileAndHarmlessForAPerson() {
        answer("/" + REF, letter(REF, "kept"));

        assertThat(run("show", REF, "--record")).isZero();
        assertThat(text()).isEqualTo("{\"a\":1,   \u001b[2Joops}\n");
        isWatched = true;
        assertThat(run("show", REF, "--record")).isZero();
        assertThat(text()).isEqualTo("{\"a\":1,   .[2Joops}\n");
    }

    @Test
    void aJsonRecordIsShownMemberByMember() {
        answer("/index-2026-11-23.000:4", """
                {"ref":"index-2026-11-23.000:4","state":"replayed","at":"2026-11-23T10:00:00Z","stage":"index","door":null,
                 "peer":null,"stream":"logs-a-tocsin","id":"e1","reason":"refused","truncated":false,
                 "record":"{\\"message\\":\\"a\\\\u001bb\\",\\"event\\":{\\"kind\\":\\"event\\"}}","whole":false}""");

        assertThat(run("show", "index-2026-11-23.000:4")).isZero();

        assertThat(text())
                .contains("index: Elasticsearch refused it", "2026-11-23 10:00:00 UTC, ")
                .contains("the file has the rest")
                .containsPattern("    \\{\n +\"message\": ?\"a\\\\u001bb\",\n")
                .contains("Nothing is left to do with it.")
                .doesNotContain("./tocsin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"decode-2026-11-23:17", "decode-2026-11-23.000.jsonl:17", "decode-2026-11-23.000:71", "../x"})
    void aNameThatIsNoneIsHelpedWith(String ref) {
        answer("", list(2, letter(REF, "replayed"), letter("index-2026-11-01.000:9", "kept")));

        for (String command : List.of("show", "replay", "drop")) {
            assertThat(run(command, ref)).isEqualTo(1);
            assertThat(text())
                    .contains("there is no dead letter " + ref)
                    .contains("./tocsin dead-letters list shows them");
            assertThat(asked).noneMatch(request -> request.startsWith("POST"));
        }
        assertThat(text().contains("did you mean " + REF + "?")).isEqualTo(!ref.equals("../x"));
    }

    @Test
    void whatWasDealtWithIsNotDealtWithAgain() {
        answer("/" + REF, letter(REF, "replayed"));

        assertThat(run("replay", REF)).isEqualTo(1);

        assertThat(text()).contains(REF + " was replayed already: nothing is left to do with it");
        assertThat(asked).hasSize(1);
    }

    @Test
    void oneIsReplayedWithAMendedRecord() throws IOException {
        answer("/" + REF, letter(REF, "kept"));
        answer(
                "/" + REF + "/replay",
                NOTHING_DONE.replace("\"done\":0", "\"done\":1").formatted(0, ""));
        Path file = Files.writeString(folder.resolve("record.json"), "{\"message\": \"ü\"}\n");

        assertThat(run("replay", REF, "--with", file.toString(), "--dry-run")).isZero();
        assertThat(asked.getLast())
                .isEqualTo("POST /v1/dead-letters/decode-2026-11-23.000%3A17/replay"
                        + " {\"dryRun\":true,\"record\":\"{\\\"message\\\": \\\"ü\\\"}\"}");
        assertThat(text())
                .contains(REF
                        + " would be taken. Nothing was done; without --dry-run it is. Elasticsearch was not asked: what it refuses again"
                        + " becomes a new letter.");

        typed = "{\"message\": \"piped\"}";
        assertThat(run("replay", REF, "--with", "-")).isZero();
        assertThat(asked.getLast()).endsWith(" {\"dryRun\":false,\"record\":\"{\\\"message\\\": \\\"piped\\\"}\"}");
        assertThat(text())
                .contains("Replayed " + REF
                        + "; Elasticsearch has it within seconds, and what it refuses again is a new letter.");
    }

    @Test
    void aMendedRecordThatCannotBeReadIsToldBeforeAnythingIsAsked() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), " \n");
        Path large = Files.write(folder.resolve("large"), new byte[(4 << 20) + 1]);

        for (Map.Entry<String, String> one : Map.of(
                        folder.resolve("none").toString(), "there is no such file",
                        folder.toString(), "cannot be read",
                        empty.toString(), "there is nothing in it",
                        large.toString(), "is larger than 4 MB")
                .entrySet()) {
            assertThat(run("replay", REF, "--with", one.getKey())).isEqualTo(1);
            assertThat(text()).contains("--with " + one.getKey()).contains(one.getValue());
            assertThat(asked).isEmpty();
        }
    }

    /** As a variable that is not set. */
    @ParameterizedTest
    @ValueSource(strings = {"--text", "--door", "--stream"})
    void whatIsEmptyIsNotTakenForAll(String option) {
        answer("", list(12, letter(REF, "kept")));

        for (String command : List.of("list", "drop", "replay")) {
            assertThat(run(command, option, "")).isEqualTo(2);
            assertThat(usage.toString())
                    .contains(option)
                    .contains("it is empty, which would mean all letters; leave the option out");
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void aRecordThatIsNoTextComesAndGoesByteForByte() throws IOException {
        String kept =
                letter(REF, "kept").replace("\"record\":", "\"recordBase64\":\"Cv8BCg==\",\"binary\":true,\"record\":");
        answer("/" + REF, kept);
        answer(
                "/" + REF + "/replay",
                NOTHING_DONE.replace("\"done\":0", "\"done\":1").formatted(0, ""));

        assertThat(run("show", REF, "--record")).isZero();
        assertThat(written.toByteArray()).containsExactly(10, 0xff, 1, 10);
        Path file = Files.write(folder.resolve("record"), written.toByteArray());
        assertThat(run("replay", REF, "--with", file.toString())).isZero();
        assertThat(asked.getLast()).endsWith(" {\"dryRun\":false,\"recordBase64\":\"Cv8BCg==\"}");
        assertThat(run("show", REF)).isZero();
        assertThat(text()).contains("  record  19 bytes, not all of them text\n");
    }

    @Test
    void aRecordThatIsNotShownHasASizeAndAReason() {
        String hidden =
                letter(REF, "kept").replaceFirst("\"record\":.*", "\"bytes\":1234,\"record\":\"\",\"whole\":false}");
        answer("/" + REF, hidden);

        assertThat(run("show", REF)).isZero();

        assertThat(text())
                .contains(
                        "record  1,234 bytes, not shown: its secrets could not be masked; for admins --record writes it")
                .contains("a name has no quotes", "What can be done:")
                .doesNotContain("^ byte");
    }

    @Test
    void jsonForAPersonHasNothingThatATerminalWouldObey() {
        String sly = letter(REF, "kept").replace("oops", "\u009b2J\u007f\u202eü");
        answer("/" + REF, sly);
        answer("", list(1, sly));

        for (String[] command : new String[][] {{"list", "--format", "json"}, {"show", REF, "--format", "json"}}) {
            isWatched = false;
            assertThat(run(command)).isZero();
            assertThat(text()).contains("\u009b2J\u007f\u202eü");
            isWatched = true;
            assertThat(run(command)).isZero();
            assertThat(text()).contains("\\u009b2J\\u007f\\u202e\\u00fc}").matches("[ -~]*\n");
        }
    }

    @Test
    void oneThatIsRefusedStaysAndSaysWhy() {
        answer("/" + REF, letter(REF, "kept"));
        answer(
                "/" + REF + "/replay",
                NOTHING_DONE.formatted(
                        1, "{\"ref\":\"" + REF + "\",\"reason\":\"not JSON\\u001b at byte 3; send JSON\"}"));

        assertThat(run("replay", REF)).isEqualTo(1);

        assertThat(text())
                .contains("!! " + REF + " stays: not JSON. at byte 3; send JSON")
                .contains("To mend it: ./tocsin dead-letters show " + REF);
        typed = "{\"a\": oops}";
        assertThat(run("replay", REF, "--with", "-")).isEqualTo(1);
        assertThat(text()).endsWith("\n    {\"a\": oops}\n       ^ byte 3\n");
    }

    @Test
    void veryManyAreDoneInAsManyCallsAsItTakes() {
        answer("", list(2_004, letter(REF, "kept")));
        String rest = "{\"after\":\"%s\",\"until\":\"2026-11-23T10:00:00Z\"}";
        String some =
                "{\"done\":1000,\"refs\":[],\"refused\":%d,\"refusals\":[],\"reasons\":[%s],\"more\":%s,\"rest\":%s,\"dryRun\":true}";
        String bad = "{\"reason\":\"%s\",\"letters\":%d,\"example\":\"decode-2026-11-23.000:%d\"}";
        answer(
                "/replay",
                some.formatted(
                        3,
                        bad.formatted("cut", 1, 9) + "," + bad.formatted("not JSON", 2, 1),
                        "true",
                        rest.formatted(REF)),
                some.formatted(1, bad.formatted("not JSON", 1, 70), "false", "null"));

        assertThat(run("replay", "--stage", "decode", "--dry-run")).isEqualTo(1);

        assertThat(asked)
                .containsExactly(
                        "GET /v1/dead-letters?limit=1&state=kept&raw=true&stage=decode ",
                        "POST /v1/dead-letters/replay {\"stage\":\"decode\",\"dryRun\":true,"
                                + "\"until\":\"2026-11-23T09:00:00Z\"}",
                        "POST /v1/dead-letters/replay {\"stage\":\"decode\",\"dryRun\":true,"
                                + "\"until\":\"2026-11-23T09:00:00Z\",\"rest\":"
                                + rest.formatted(REF) + "}");
        assertThat(text().lines().map(String::strip))
                .containsExactly(
                        "looking at 2,004 letters ...",
                        "2,000 letters would be taken.",
                        "4 letters would stay:",
                        "3  not JSON (such as decode-2026-11-23.000:1)",
                        "1  cut (decode-2026-11-23.000:9)",
                        "Nothing was done; without --dry-run it is. Elasticsearch was not asked: what it refuses again becomes a new"
                                + " letter.");
    }

    @Test
    void whoMeansManyIsAsked() {
        answer("", list(12, letter(REF, "kept")));
        answer("/drop", NOTHING_DONE.replace("\"done\":0", "\"done\":12").formatted(0, ""));
        isWatched = true;

        assertThat(run("drop", "--all")).isEqualTo(1);
        assertThat(text()).startsWith("Drop 12 letters? [y/N] ").contains("Nothing was done.");
        assertThat(asked).hasSize(1);

        typed = "y\n";
        assertThat(run("drop", "--all")).isZero();
        assertThat(asked.getLast())
                .isEqualTo("POST /v1/dead-letters/drop {\"all\":true,\"dryRun\":false,"
                        + "\"until\":\"2026-11-23T09:00:00Z\"}");
        assertThat(text()).contains("Dropped 12 letters.");
    }

    @Test
    void whereNobodyCanBeAskedItHasToBeSaid() {
        answer("", list(12, letter(REF, "kept")));
        answer("/drop", NOTHING_DONE.replace("\"done\":0", "\"done\":12").formatted(0, ""));

        assertThat(run("drop", "--text", "GET /")).isEqualTo(1);
        assertThat(text()).contains("12 letters are meant, and nobody is there to be asked: say --yes, or --dry-run");
        assertThat(asked).hasSize(1);
        assertThat(run("drop", "--text", "GET /", "--yes")).isZero();
        assertThat(text()).contains("Dropped 12 letters.");
    }

    @Test
    void whatNothingMatchesIsToldAndIsNoFailure() {
        answer("", list(0));

        assertThat(run("replay", "--stream", "logs-none-tocsin")).isZero();

        assertThat(text()).contains("No dead letter that is kept matches --stream logs-none-tocsin. Nothing was done.");
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatWasDoneBeforeItBrokeIsTold() {
        answer("", list(2_000, letter(REF, "kept")));
        answer(
                "/replay",
                "{\"done\":1000,\"refs\":[],\"refused\":0,\"refusals\":[],\"reasons\":[],\"more\":true,\"rest\":{\"after\":\""
                        + REF + "\",\"until\":\"2026-11-23T10:00:00Z\"},\"dryRun\":false}",
                "no JSON");

        assertThat(run("replay", "--all", "--yes")).isEqualTo(1);

        assertThat(text()).contains("Replayed 1,000 letters").contains("is no management port of an ingest service");
    }

    @Test
    void aTokenThatIsMissingOrOfAnotherRoleIsAnInstruction() {
        answer("", "{\"error\":{\"reason\":\"a token is needed that is known and valid\"}}");
        status = 401;
        assertThat(run("list")).isEqualTo(1);
        assertThat(text())
                .contains("the ingest service at " + url()
                        + " wants a token for this: set TOCSIN_TOKEN, or TOCSIN_TOKEN_FILE");

        answer("", "{\"error\":{\"reason\":\"the token 'grafana' has the role viewer; this needs editor or admin\"}}");
        status = 403;
        environment.put("TOCSIN_TOKEN", "s3cret");
        assertThat(run("list")).isEqualTo(1);
        assertThat(text())
                .contains("the token 'grafana' has the role viewer; this needs editor or admin")
                .contains("for another token set TOCSIN_TOKEN")
                .doesNotContain("s3cret");
    }

    @Test
    void aDoorThatIsNoneIsToldWithThoseThatThereAre() {
        answer(
                "",
                "{\"error\":{\"reason\":\"no dead letter comes in by such a door (there are tcp, http)\","
                        + "\"hint\":\"GET /v1/dead-letters lists them\"}}");
        status = 400;

        for (String command : List.of("list", "replay", "drop")) {
            assertThat(run(command, "--door", "foo")).isEqualTo(1);
            assertThat(asked).singleElement().asString().startsWith("GET ").contains("&door=foo");
            assertThat(text()).contains("no dead letter comes in by such a door (there are tcp, http)");
        }
    }

    @Test
    void whatIsNoManagementPortIsSaidToBeNone() {
        assertThat(run("list")).isEqualTo(1);
        assertThat(text())
                .contains("what answers at " + url() + " is no management port of an ingest service (status 404): name"
                        + " another address, by --ingest or TOCSIN_INGEST_URL");
    }

    @Test
    void whatBreaksInsideTheServiceIsToldByItsStatus() {
        answer("", "{\"timestamp\":\"2026-11-23T10:00:00Z\",\"status\":500,\"error\":\"Internal Server Error\"}");
        status = 500;

        assertThat(run("list")).isEqualTo(1);

        assertThat(text()).contains("the ingest service answered 500").doesNotContain("should not have happened");
    }

    @Test
    void theOneOfARunningTocsinIsAskedAtItsManagementPort() throws IOException {
        environment.remove("TOCSIN_INGEST_URL");
        environment.put("TOCSIN_DATA", folder.toString());
        answer("", list(0));
        try (DataFolder taken = DataFolder.take(folder)) {
            LiveProcess self = LiveProcess.of(ProcessHandle.current());
            taken.write(new RunState(
                    self,
                    List.of(new PartState(
                            "ingest-service",
                            Stage.STARTED,
                            self,
                            "http://127.0.0.1:1",
                            url() + "/actuator/health/readiness",
                            ""))));

            assertThat(run("list")).isZero();
            assertThat(text()).contains("in the ingest service at " + url() + ".");
        }
        assertThat(run("list")).isEqualTo(1);
        assertThat(text())
                .contains("there is no ingest service to ask: nothing runs on " + folder)
                .contains("Name one with --ingest or TOCSIN_INGEST_URL, or start one with ./tocsin up");
        assertThat(run("list", "--ingest", "localhost:9481")).isEqualTo(1);
        assertThat(text())
                .contains("localhost:9481 is no address of an ingest service: write it as http://127.0.0.1:9481");
    }
}
