package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.ServerTls;
import dev.tocsin.access.TlsFiles;
import dev.tocsin.access.testing.TestAuthority;
import dev.tocsin.ingest.IngestDoors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Senders of syslog that nobody here wrote: {@code logger} of util-linux, rsyslog and syslog-ng. The latter two are unpacked
 * by {@code .ci/run} into {@code target/peers}; run by {@code ./mvnw -Ppeers verify}.
 */
@Timeout(120)
class SyslogPeerIT {
    private static final Path PEERS =
            requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("target/peers");
    private static final int MESSAGES = 500;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String STACK_TRACE = "java.lang.Error: no\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)";

    @TempDir
    private Path folder;

    private TestAuthority clients;
    private TestAuthority.Pair client;
    private TestAuthority authority;
    private OpenDoors doors;

    @BeforeEach
    void open() {
        authority = TestAuthority.in(folder, "ca");
        clients = TestAuthority.in(folder, "clients");
        client = clients.issue("node-3");
        TestAuthority.Pair server = authority.issueFor("127.0.0.1");
        doors = OpenDoors.ofSyslog(
                TcpDoorSettings.DEFAULTS,
                ServerTls.open(new TlsFiles(server.certificate(), server.key(), clients.file())));
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @ParameterizedTest
    @CsvSource({
        "syslog-udp, --udp --rfc3164",
        "syslog-udp, --udp --rfc5424",
        "syslog-tcp, --tcp --rfc3164",
        "syslog-tcp, --tcp --rfc5424",
        "syslog-tcp, --tcp --rfc3164 --octet-count",
        "syslog-tcp, --tcp --rfc5424 --octet-count",
    })
    void loggerSends(String door, String options) throws Exception {
        Path lines = Files.write(
                folder.resolve("lines"),
                IntStream.range(0, MESSAGES).mapToObj(SyslogPeerIT::text).toList());
        List<String> command = new ArrayList<>(List.of("logger", "--server", "127.0.0.1", "--port"));
        command.add(Integer.toString(doors.port(door)));
        command.addAll(Arrays.asList(options.split(" ")));
        command.addAll(List.of("--tag", "shop", "--id=4711", "--priority", "local3.warning"));
        boolean isStandard = options.contains("5424");
        if (isStandard) {
            command.addAll(List.of("--msgid", "ID47", "--sd-id", "x@1", "--sd-param", "a=\"b\""));
        }
        command.addAll(List.of("--file", lines.toString()));

        Process logger = process(folder.resolve("logger.log"), Map.of(), command);

        assertThat(logger.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(logger.exitValue()).as(() -> read("logger.log")).isZero();
        for (JsonNode document : arrived(door, MESSAGES)) {
            assertThat(document.at("/log/level").asString()).isEqualTo("WARN");
            assertThat(document.at("/log/syslog/facility/name").asString()).isEqualTo("local3");
            assertThat(document.at("/process/name").asString()).isEqualTo("shop");
            assertThat(document.at("/process/pid").asInt()).isEqualTo(4711);
            assertThat(document.at("/host/name").asString()).isNotEmpty().isNotEqualTo("127.0.0.1");
            assertThat(document.at("/log/syslog/msgid").asString()).isEqualTo(isStandard ? "ID47" : "");
            if (isStandard) {
                // Also what it says of its clock: timeQuality.
                assertThat(document.at("/labels").toString()).contains("log.syslog.structured_data.x@1.a");
                assertThat(document.at("/labels").toString()).contains("timeQuality.tzKnown");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            syslog-udp | RSYSLOG_TraditionalForwardFormat | protocol="udp"
            syslog-udp | RSYSLOG_SyslogProtocol23Format   | protocol="udp"
            syslog-tcp | RSYSLOG_TraditionalForwardFormat | protocol="tcp"
            syslog-tcp | RSYSLOG_ForwardFormat            | protocol="tcp" TCP_Framing="octet-counted"
            syslog-tcp | RSYSLOG_SyslogProtocol23Format   | protocol="tcp" TCP_Framing="octet-counted"
            syslog-tls | RSYSLOG_SyslogProtocol23Format   | protocol="tcp" TCP_Framing="octet-counted" StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid"
            """)
    void rsyslogForwards(String door, String template, String how) throws Exception {
        int input = freePort();
        Process rsyslog = rsyslog(doors.port(door), template, how, input);

        relayed(rsyslog, door, input, template.contains("23"), how.contains("octet") || door.endsWith("udp"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            syslog-udp | false | network("127.0.0.1" transport("udp") %s)
            syslog-udp | true  | syslog("127.0.0.1" transport("udp") %s)
            syslog-tcp | false | network("127.0.0.1" transport("tcp") %s)
            syslog-tcp | true  | network("127.0.0.1" transport("tcp") flags(syslog-protocol) %s)
            syslog-tcp | true  | syslog("127.0.0.1" transport("tcp") %s)
            syslog-tls | true  | syslog("127.0.0.1" transport("tls") %s)
            syslog-tls | false | network("127.0.0.1" transport("tls") %s)
            """)
    void syslogNgForwards(String door, boolean isStandard, String how) throws Exception {
        int input = freePort();
        Path root = PEERS.resolve("syslog-ng");
        Path modules = modules(root.resolve("usr/lib/syslog-ng"));
        String tls = door.endsWith("tls")
                ? "tls(ca-file(\"%s\") cert-file(\"%s\") key-file(\"%s\") peer-verify(required-trusted))"
                        .formatted(authority.file(), client.certificate(), client.key())
                : "";
        Path configuration = Files.writeString(folder.resolve("syslog-ng.conf"), """
                @version: %s
                options { keep-hostname(yes); frac-digits(6); };
                source s { syslog(ip("127.0.0.1") port(%d) transport("tcp")); };
                destination d { %s; };
                log { source(s); destination(d); flags(flow-control); };
                """.formatted(
                        modules.getFileName(), input, how.formatted("port(" + doors.port(door) + ") " + tls)));
        String libraries = List.of("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/syslog-ng").stream()
                .map(path -> root.resolve(path).toString())
                .collect(Collectors.joining(":"));
        Process syslogNg = process(
                folder.resolve("peer.log"),
                Map.of("LD_LIBRARY_PATH", libraries),
                List.of(
                        root.resolve("usr/sbin/syslog-ng").toString(),
                        "-F",
                        "--no-caps",
                        "--stderr",
                        "--module-path=" + modules,
                        "--cfgfile=" + configuration,
                        "--persist-file=" + folder.resolve("persist"),
                        "--pidfile=" + folder.resolve("pid"),
                        "--control=" + folder.resolve("control")));

        relayed(syslogNg, door, input, isStandard, how.startsWith("syslog(") || door.endsWith("udp"));
    }

    /**
     * Our half of the connection is closed, and the relay sends the rest to the next one. What it was just sending it sends
     * again, and no message has an id: so some are there twice.
     */
    @ParameterizedTest
    @ValueSource(strings = {"", "TCP_Framing=\"octet-counted\""})
    void rsyslogLosesNothingWhenTheServiceIsRestarted(String framing) throws Exception {
        int messages = 20_000;
        int input = freePort();
        int output = freePort();
        TcpDoorSettings settings = TcpDoorSettings.DEFAULTS.at("127.0.0.1", output);
        OpenDoors before = new OpenDoors(IngestDoors.syslogTcp(() -> settings, null));
        Process rsyslog = rsyslog(
                output,
                "RSYSLOG_SyslogProtocol23Format",
                "protocol=\"tcp\" action.resumeInterval=\"1\" " + framing,
                input);
        try (Socket socket = connected(rsyslog, input)) {
            send(socket, 0, messages / 2);
            await().atMost(LONG).until(() -> before.journal.count() > 1_000);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(before::close);
            send(socket, messages / 2, messages);
            closing.join();
            try (OpenDoors after = new OpenDoors(IngestDoors.syslogTcp(() -> settings, null))) {
                String[] all = IntStream.range(0, messages)
                        .mapToObj(SyslogPeerIT::text)
                        .toArray(String[]::new);
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(messages(before, after))
                                .as(() -> read("peer.log"))
                                .containsExactlyInAnyOrder(all));
                assertThat(after.journal.count())
                        .as("the restart came in the middle")
                        .isPositive();
                assertThat(before.balances() && after.balances()).isTrue();
            }
        } finally {
            end(rsyslog);
        }
    }

    private static void send(Socket socket, int from, int to) {
        for (int i = from; i < to; i++) {
            write(socket, "<155>1 2026-11-23T01:00:00Z node-3 shop 4711 - - " + text(i));
        }
    }

    private static Set<String> messages(OpenDoors... doors) {
        return Stream.of(doors)
                .flatMap(each -> each.documents().stream())
                .map(JsonMapper.shared()::readTree)
                .map(document -> document.get("message").asString())
                .collect(Collectors.toSet());
    }

    private Process rsyslog(int output, String template, String how, int input) throws IOException {
        Path debian = PEERS.resolve("debian");
        Path libraries = debian.resolve("usr/lib/x86_64-linux-gnu");
        Path configuration = Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="%s" parser.escapeControlCharactersOnReceive="off" maxMessageSize="64k"
                  defaultNetstreamDriverCAFile="%s" defaultNetstreamDriverCertFile="%s" defaultNetstreamDriverKeyFile="%s")
                module(load="imptcp")
                ruleset(name="forward") {
                  action(type="omfwd" target="127.0.0.1" port="%d" template="%s" action.resumeRetryCount="-1" %s)
                }
                input(type="imptcp" address="127.0.0.1" port="%d" ruleset="forward")
                """.formatted(
                        folder, authority.file(), client.certificate(), client.key(), output, template, how, input));
        return process(
                folder.resolve("peer.log"),
                Map.of("LD_LIBRARY_PATH", libraries + ":" + debian.resolve("lib/x86_64-linux-gnu")),
                List.of(
                        debian.resolve("usr/sbin/rsyslogd").toString(),
                        "-n",
                        "-M",
                        libraries.resolve("rsyslog").toString(),
                        "-i",
                        folder.resolve("rsyslog.pid").toString(),
                        "-f",
                        configuration.toString()));
    }

    /** Gives the relay messages, one of them with line breaks where the framing keeps these, and looks what becomes of them. */
    private void relayed(Process relay, String door, int input, boolean isStandard, boolean keepsLines)
            throws Exception {
        int messages = MESSAGES + (keepsLines ? 1 : 0);
        try (Socket socket = connected(relay, input)) {
            for (int i = 0; i < messages; i++) {
                String message = "<155>1 2026-11-23T01:00:00.123456Z node-3 shop 4711 ID47 [x@1 a=\"b\\]c\\\"d\"] "
                        + (i < MESSAGES ? text(i) : STACK_TRACE);
                write(socket, message);
            }

            List<JsonNode> documents = arrived(door, messages);
            for (JsonNode document : documents) {
                assertThat(document.at("/log/level").asString()).isEqualTo("ERROR");
                assertThat(document.at("/log/syslog/facility/name").asString()).isEqualTo("local3");
                assertThat(document.at("/host/name").asString()).isEqualTo("node-3");
                assertThat(document.at("/process/name").asString()).isEqualTo("shop");
                assertThat(document.at("/process/pid").asInt()).isEqualTo(4711);
                assertThat(document.at("/log/syslog/msgid").asString()).isEqualTo(isStandard ? "ID47" : "");
                if (isStandard) {
                    assertThat(document.at("/@timestamp").asString()).startsWith("2026-11-23T01:00:00.123");
                    assertThat(document.get("labels")
                                    .get("log.syslog.structured_data.x@1.a")
                                    .asString())
                            .isEqualTo("b]c\"d");
                }
            }
            if (keepsLines) {
                assertThat(documents.getLast().get("message").asString()).isEqualTo(STACK_TRACE);
            }
        } finally {
            end(relay);
        }
    }

    private static void end(Process relay) throws InterruptedException {
        relay.destroy();
        assertThat(relay.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void write(Socket socket, String message) {
        try {
            socket.getOutputStream().write((message.getBytes(UTF_8).length + " " + message).getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As many as were sent, in order, once each, and by that door. */
    private List<JsonNode> arrived(String door, int messages) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(doors.journal.count())
                        .as(() -> read("peer.log") + doors.deadLetters.letters())
                        .isGreaterThanOrEqualTo(messages));
        List<JsonNode> documents =
                doors.documents().stream().map(JsonMapper.shared()::readTree).toList();
        assertThat(documents.subList(0, MESSAGES))
                .extracting(document -> document.get("message").asString())
                .containsExactlyElementsOf(IntStream.range(0, MESSAGES)
                        .mapToObj(SyslogPeerIT::text)
                        .toList());
        assertThat(documents).hasSize(messages);
        await().until(() -> doors.count("tocsin.ingest.accepted.events", "door", door) == messages);
        assertThat(doors.deadLetters.letters()).isEmpty();
        assertThat(doors.count("tocsin.ingest.shed.events")).isZero();
        return documents;
    }

    private static String text(int i) {
        return "number " + i + ", größer als: " + (i - 1);
    }

    private Socket connected(Process relay, int port) {
        List<Socket> sockets = new ArrayList<>();
        await().atMost(LONG).until(() -> {
            assertThat(relay.isAlive()).as(() -> read("peer.log")).isTrue();
            try {
                return sockets.add(new Socket(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                return false;
            }
        });
        return sockets.getFirst();
    }

    /** The folder that is named like the version. */
    private static Path modules(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9.]+"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process process(Path log, Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String read(String log) {
        try {
            return Files.readString(folder.resolve(log));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
