package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.testing.TestAuthority;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The doors in a process with half of the service's heap and, as the service, the order to end when that is full. */
@Timeout(180)
class SmallHeapIT {
    private static final int BODY = 16 * 1_024 * 1_024;
    private static final int AT_ONCE = 6;
    /** As on a disk that is busy: what was decoded stays for seconds. */
    private static final String SLOW_JOURNAL = "slow-journal";

    /**
     * With the service's usual heap, TLS, and all that indexing may hold taken already, and that half of the memory for
     * lines which one address does not get.
     */
    private static final String WHOLE_SERVICE = "whole-service";

    private static final int CONNECTIONS = 900;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private URI events;
    private int tcpPort;
    private int tlsPort;
    private TestAuthority authority;

    @BeforeEach
    void start(TestInfo test) throws IOException {
        authority = TestAuthority.in(folder, "ca");
        TestAuthority.Pair certificate = authority.issue("server");
        boolean isWhole = test.getTags().contains(WHOLE_SERVICE);
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        isWhole ? "-Xmx512m" : "-Xmx256m",
                        isWhole ? "-XX:+UseSerialGC" : "-XX:+UseG1GC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:ActiveProcessorCount=8",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName(),
                        test.getTags().contains(SLOW_JOURNAL) ? "4000" : "0",
                        isWhole ? "213" : "0",
                        certificate.certificate().toString(),
                        certificate.key().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith("ports ")) {
            line = output.readLine();
        }
        assertThat(line).isNotNull();
        String[] ports = line.split(" ");
        events = URI.create("http://127.0.0.1:" + ports[1] + "/v1/events");
        tcpPort = Integer.parseInt(ports[2]);
        tlsPort = Integer.parseInt(ports[3]);
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
    }

    @AfterEach
    void end() {
        client.close();
        process.destroyForcibly();
    }

    @Test
    void millionsOfValuesInOneEventAreKeptAsText() throws Exception {
        String numbers = "{\"message\":\"x\",\"a\":[1" + ",1".repeat(BODY / 2 - 20) + "]}";
        String texts = "{\"message\":\"x\",\"a\":[\"\"" + ",\"\"".repeat(BODY / 3 - 20) + "]}";
        String objects = "{\"message\":\"x\",\"\u20ac\":{\"b\":1" + ",\"c\":{\"d\":1}".repeat(BODY / 12 - 20) + "}}";

        for (byte[] body : List.of(gzip(numbers), gzip("[" + numbers + "]"), gzip(texts), gzip(objects))) {
            assertThat(sendAtOnce(body, true)).isSubsetOf(200, 429);
            // Six at once may all be in each other's way; one alone is not.
            await().until(() -> send(body, true).join() == 200);
        }

        assertStillTakesEvents();
    }

    @Test
    void namesThatRepeatALongOneAreNotTakenBeyondTheMemory() throws Exception {
        String event = eventOfLongNames();

        byte[] body = gzip(event.repeat(BODY / event.length()));

        // Six at once are in each other's way; alone it is known that it never fits.
        assertThat(sendAtOnce(body, true)).isSubsetOf(413, 429);
        await().until(() -> send(body, true).join() == 413);

        assertStillTakesEvents();
    }

    @Test
    void namesOfAMegabyteAreNotKept() throws Exception {
        for (int request = 0; request < 30; request++) {
            StringBuilder body = new StringBuilder();
            for (int record = 0; record < 14; record++) {
                body.append("{\"message\":\"x\",\"service.name\":\"checkout")
                        .repeat(' ', 1_000_000 + 14 * request + record)
                        .append("\"}\n");
            }

            assertThat(send(gzip(body.toString()), true, "application/x-ndjson").join())
                    .isEqualTo(200);
        }
        assertStillTakesEvents();
    }

    @Test
    void hugeMessagesAtOnceAreTakenOrPushedBack() throws Exception {
        for (String letter : List.of("m", "\u00e9", "\u20ac", "\\n")) {
            int bytes = letter.getBytes(UTF_8).length;
            String event = "{\"message\":\"\u20ac" + letter.repeat((BODY - 100) / bytes) + "\"}";

            byte[] body = event.getBytes(UTF_8);
            assertThat(sendAtOnce(body, false)).isSubsetOf(200, 429);
            await().until(() -> send(body, false).join() == 200);
        }

        assertStillTakesEvents();
    }

    @Test
    void logRecordsThatShareALargeResourceAreTakenOrPushedBack() throws Exception {
        // Each of the events has all of it: with 100,000 characters they are more than one client may have here.
        String resource = "{\"attributes\":[{\"key\":\"large\",\"value\":{\"stringValue\":\"" + "r".repeat(30_000)
                + "\"}},{\"key\":\"os.description\",\"value\":{\"stringValue\":\"" + "\\u0001".repeat(500) + "\"}}]}";
        String record = "{\"body\":{\"kvlistValue\":{\"values\":[{\"key\":\"a\",\"value\":{\"stringValue\":\""
                + "\\u0001".repeat(400_000) + "\"}}]}}}";
        String request = "{\"resourceLogs\":[{\"resource\":" + resource + ",\"scopeLogs\":[{\"logRecords\":["
                + (record + ",").repeat(4) + "{},".repeat(400) + "{}]}]}]}";
        byte[] body = gzip(request);

        assertThat(sendAtOnce(() -> send(body, true, events.resolve("/v1/logs"), "application/json")))
                .isSubsetOf(200, 429);
        await().until(() ->
                send(body, true, events.resolve("/v1/logs"), "application/json").join() == 200);

        assertStillTakesEvents();
    }

    @Test
    @Tag(SLOW_JOURNAL)
    void manyConnectionsWithLinesThatBecomeMuchLargerWaitForMemory() throws Exception {
        String event = eventOfLongNames();
        byte[] lines = event.repeat(60_000 / event.length()).getBytes(UTF_8);
        List<Socket> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), tcpPort);
            connections.add(socket);
            socket.getOutputStream().write(lines);
        }

        for (Socket socket : connections) {
            socket.shutdownOutput();
            socket.setSoTimeout(120_000);
            assertThat(socket.getInputStream().read())
                    .as("the service reads to the end and hangs up")
                    .isEqualTo(-1);
            socket.close();
        }
        assertStillTakesEvents();
    }

    @Test
    @Tag(WHOLE_SERVICE)
    void allDoorsFullAtOnceLeaveRoomForTheService() throws Exception {
        List<Socket> connections = new ArrayList<>();
        byte[] unfinished = ("{\"message\":\"" + "a".repeat(1_024 * 1_024 - 4_000)).getBytes(UTF_8);
        SSLContext tls = authority.clientContext(null);
        for (int i = 0; i < 2 * 135; i++) {
            Socket socket = i % 2 == 0
                    ? new Socket(InetAddress.getLoopbackAddress(), tcpPort)
                    : tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), tlsPort);
            connections.add(socket);
            socket.getOutputStream().write(unfinished);
        }
        List<Socket> bodies = new ArrayList<>();
        int held = 4_096;
        for (int i = 0; i < 8; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), events.getPort());
            bodies.add(socket);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(
                        ("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
                                        + BODY + "\r\n\r\n{\"message\":\"" + "a".repeat(BODY - held))
                                .getBytes(UTF_8));
            } catch (IOException e) {
                // Refused already, for there is no memory.
            }
        }
        for (Socket socket : bodies) {
            try {
                socket.getOutputStream().write(("a".repeat(held - 15) + "\"}\n").getBytes(UTF_8));
            } catch (IOException e) {
                // As above.
            }
        }
        for (Socket socket : bodies) {
            socket.setSoTimeout(60_000);
            try {
                String answer = new String(socket.getInputStream().readNBytes(12), UTF_8);
                assertThat(answer).isIn("HTTP/1.1 200", "HTTP/1.1 429", "");
            } catch (SocketException e) {
                // Reset after the refusal.
            }
            socket.close();
        }
        assertStillTakesEvents();
        for (Socket socket : connections) {
            socket.close();
        }
        assertStillTakesEvents();
    }

    /** As a document it has the long name 140 times. */
    private static String eventOfLongNames() {
        StringBuilder event = new StringBuilder("{\"").append("k".repeat(480)).append("\":{\"x\":1");
        IntStream.range(0, 140).forEach(i -> event.append(",\"").append(i).append("\":1"));
        return event.append("}}\n").toString();
    }

    private void assertStillTakesEvents() {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> send("{\"message\":\"after it\"}".getBytes(UTF_8), false)
                                .join()
                        == 200);
        assertThat(process.isAlive()).isTrue();
    }

    private List<Integer> sendAtOnce(byte[] body, boolean gzip) {
        return sendAtOnce(() -> send(body, gzip));
    }

    private static List<Integer> sendAtOnce(Supplier<CompletableFuture<Integer>> one) {
        List<CompletableFuture<Integer>> answers =
                IntStream.range(0, AT_ONCE).mapToObj(_ -> one.get()).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /** The status; 0 if there was no answer. */
    private CompletableFuture<Integer> send(byte[] body, boolean gzip) {
        return send(body, gzip, "application/json");
    }

    private CompletableFuture<Integer> send(byte[] body, boolean gzip, String type) {
        return send(body, gzip, events, type);
    }

    private CompletableFuture<Integer> send(byte[] body, boolean gzip, URI to, String type) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(to).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body));
        if (gzip) {
            request.header("Content-Encoding", "gzip");
        }
        return client.sendAsync(request.build(), BodyHandlers.discarding())
                .handle((response, failure) -> failure == null ? response.statusCode() : 0);
    }

    private static byte[] gzip(String plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(plain.getBytes(UTF_8));
        }
        return zipped.toByteArray();
    }
}
