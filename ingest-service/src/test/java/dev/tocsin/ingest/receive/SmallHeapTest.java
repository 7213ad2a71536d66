package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The doors in a process with half of the service's heap and, as the service, the order to end when that is full. */
@Timeout(180)
class SmallHeapTest {
    private static final int BODY = 16 * 1_024 * 1_024;
    private static final int AT_ONCE = 6;

    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;
    private URI events;

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:ActiveProcessorCount=8",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(UTF_8);
        String line = output.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = output.readLine();
        }
        assertThat(line).isNotNull();
        events = URI.create("http://127.0.0.1:" + line.substring(5) + "/v1/events");
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
    }

    @AfterEach
    void end() {
        client.close();
        process.destroyForcibly();
    }

    @Test
    void millionsOfValuesInOneEventAreRefused() throws Exception {
        String event = "{\"message\":\"x\",\"a\":[1" + ",1".repeat(BODY / 2 - 20) + "]}";

        assertThat(sendAtOnce(gzip(event), true)).contains(400).containsOnly(400, 429);
        assertThat(sendAtOnce(gzip("[" + event + "]"), true)).contains(400).containsOnly(400, 429);

        assertStillTakesEvents();
    }

    @Test
    void namesThatRepeatALongOneAreNotTakenBeyondTheMemory() throws Exception {
        StringBuilder event = new StringBuilder("{\"").append("k".repeat(480)).append("\":{\"x\":1");
        IntStream.range(0, 140).forEach(i -> event.append(",\"").append(i).append("\":1"));
        event.append("}}\n");

        assertThat(sendAtOnce(gzip(event.toString().repeat(BODY / event.length())), true))
                .containsOnly(429);

        assertStillTakesEvents();
    }

    @Test
    void hugeMessagesAtOnceAreTakenOrPushedBack() throws Exception {
        for (String letter : List.of("m", "\u00e9", "\u20ac", "\\n")) {
            int bytes = letter.getBytes(UTF_8).length;
            String event = "{\"message\":\"\u20ac" + letter.repeat((BODY - 100) / bytes) + "\"}";

            assertThat(sendAtOnce(event.getBytes(UTF_8), false)).contains(200).containsOnly(200, 429);
        }

        assertStillTakesEvents();
    }

    private void assertStillTakesEvents() throws Exception {
        assertThat(send("{\"message\":\"after it\"}".getBytes(UTF_8), false).join())
                .isEqualTo(200);
        assertThat(process.isAlive()).isTrue();
    }

    private List<Integer> sendAtOnce(byte[] body, boolean gzip) {
        List<CompletableFuture<Integer>> answers =
                IntStream.range(0, AT_ONCE).mapToObj(_ -> send(body, gzip)).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /** The status; 0 if there was no answer. */
    private CompletableFuture<Integer> send(byte[] body, boolean gzip) {
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
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
