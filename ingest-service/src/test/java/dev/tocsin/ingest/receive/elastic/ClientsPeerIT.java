package dev.tocsin.ingest.receive.elastic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.receive.DoorAccess;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.OpenDoors;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients of Elasticsearch that nobody here wrote, as they are installed: in Python, in JavaScript, and rsyslog. They are
 * unpacked by {@code .ci/run} into {@code target/peers}; run by {@code ./mvnw -Ppeers verify}.
 */
@Timeout(120)
class ClientsPeerIT {
    private static final Path PEERS =
            requireNonNull(Path.of("").toAbsolutePath().getParent()).resolve("target/peers");
    private static final Path DEBIAN = PEERS.resolve("debian");

    @TempDir
    Path folder;

    private final OpenDoors doors = new OpenDoors();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void pythonWritesAndIsToldWhatIsNotPossible() throws Exception {
        String said = run(
                Map.of(
                        "PYTHONPATH",
                        DEBIAN.resolve("usr/lib/python3/dist-packages").toString()),
                "python3",
                script("bulk.py").toString(),
                url(doors),
                "1000");

        assertThat(said.lines().filter(line -> !line.contains("Warning")).toList())
                .containsSubsequence(
                        "info You Know, for Search",
                        "ping True",
                        "health green",
                        "license basic",
                        "bulk 1000 0",
                        "delete [400]",
                        "index created",
                        "search 501");
        assertOnceEach(doors, "py", 1_000);
    }

    @Test
    void javaScriptWritesWithATokenAsItsApiKey() throws Exception {
        DoorAccess access = new DoorAccess(
                TokenBook.of(
                        TokenBook.single("TOCSIN_TOKEN", "s3cret-of-the-door").toArray(TokenEntry[]::new)),
                InstantSource.system(),
                null);
        try (OpenDoors guarded = new OpenDoors(HttpDoorSettings.DEFAULTS, access, null)) {
            String said = run(
                    Map.of(),
                    "node",
                    script("bulk.mjs").toString(),
                    url(guarded),
                    "1000",
                    "s3cret-of-the-door",
                    PEERS.resolve("js").toString());

            assertThat(said.lines().toList())
                    .containsSubsequence(
                            "info You Know, for Search",
                            "ping true",
                            "health green",
                            "bulk 1000 0",
                            "delete true 400",
                            "index created",
                            "search 501");
            assertOnceEach(guarded, "js", 1_000);
        }
    }

    @Test
    void rsyslogWritesOneByOneAndInBulk() throws Exception {
        int bulkPort = freeUdpPort();
        int singlePort = freeUdpPort();
        Path configuration = Files.writeString(folder.resolve("rsyslog.conf"), """
                module(load="imudp")
                module(load="omelasticsearch")
                global(workDirectory="%s")
                template(name="event" type="list" option.jsonf="on") {
                  property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
                  property(outname="message" name="msg" format="jsonf")
                  property(outname="host.name" name="hostname" format="jsonf")
                }
                template(name="id" type="string" string="sys-%%msg:R,ERE,1,FIELD:number ([0-9]+)--end%%")
                ruleset(name="bulk") {
                  action(type="omelasticsearch" server="127.0.0.1" serverport="%d" template="event" searchType=""
                    searchIndex="syslog-2026.11.29" bulkmode="on" maxbytes="1m" bulkid="id" dynbulkid="on" writeoperation="create"
                    retryfailures="on" queue.type="linkedlist" queue.dequeuebatchsize="100")
                }
                ruleset(name="single") {
                  action(type="omelasticsearch" server="127.0.0.1" serverport="%d" template="event" searchType="_doc"
                    searchIndex="single" queue.type="linkedlist")
                }
                input(type="imudp" address="127.0.0.1" port="%d" ruleset="bulk")
                input(type="imudp" address="127.0.0.1" port="%d" ruleset="single")
                """.formatted(
                        folder, doors.httpPort(), doors.httpPort(), bulkPort, singlePort));
        Path log = folder.resolve("rsyslog.log");
        Process rsyslog = process(
                        Map.of(
                                "LD_LIBRARY_PATH",
                                DEBIAN.resolve("usr/lib/x86_64-linux-gnu") + ":"
                                        + DEBIAN.resolve("lib/x86_64-linux-gnu")),
                        DEBIAN.resolve("usr/sbin/rsyslogd").toString(),
                        "-n",
                        "-M",
                        DEBIAN.resolve("usr/lib/x86_64-linux-gnu/rsyslog").toString(),
                        "-i",
                        folder.resolve("rsyslog.pid").toString(),
                        "-f",
                        configuration.toString())
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                say(bulkPort, "hello");
                say(singlePort, "hello");
                return streams("logs-syslog-tocsin") > 0 && streams("logs-single-tocsin") > 0;
            });
            for (int i = 0; i < 500; i++) {
                say(bulkPort, "number " + i);
            }
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(doors.journal.events())
                            .as(() -> read(log))
                            .extracting(event -> String.valueOf(event.clientId()))
                            .contains(IntStream.range(0, 500)
                                    .mapToObj(i -> "sys-" + i)
                                    .toArray(String[]::new)));
            assertThat(doors.deadLetters.letters()).isEmpty();
        } finally {
            rsyslog.destroy();
            assertThat(rsyslog.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private long streams(String stream) {
        return doors.journal.events().stream()
                .filter(event -> event.dataStream().equals(stream))
                .count();
    }

    private static void say(int port, String message) throws IOException {
        byte[] bytes = ("<134>Nov 29 10:00:00 node-3 app: " + message).getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    private static int freeUdpPort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertOnceEach(OpenDoors doors, String client, int documents) {
        assertThat(doors.journal.events())
                .filteredOn(event -> event.dataStream().equals("logs-" + client + "_bulk-tocsin"))
                .extracting(LogEvent::clientId)
                .extracting(String::valueOf)
                .containsExactlyInAnyOrder(IntStream.range(0, documents)
                        .mapToObj(i -> client + "-" + i)
                        .toArray(String[]::new));
        assertThat(doors.journal.events())
                .filteredOn(event -> event.dataStream().equals("logs-" + client + "_single-tocsin"))
                .hasSize(1);
        assertThat(doors.balances()).isTrue();
    }

    private static String url(OpenDoors doors) {
        return "http://127.0.0.1:" + doors.httpPort();
    }

    private Path script(String name) throws IOException {
        try (InputStream in = requireNonNull(ClientsPeerIT.class.getResourceAsStream("/peers/" + name))) {
            Path script = folder.resolve(name);
            Files.copy(in, script);
            return script;
        }
    }

    private String run(Map<String, String> environment, String... command) throws Exception {
        Path said = folder.resolve("said.txt");
        Process process =
                process(environment, command).redirectOutput(said.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        String text = read(said);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private static ProcessBuilder process(Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
