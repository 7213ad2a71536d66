package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import dev.tocsin.ingest.receive.events.EventsDialect;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class HttpDoorTest {
    private static final int MAX_BODY = 256 * 1_024;
    private static final String NDJSON = "application/x-ndjson";

    private final OpenDoors doors = new OpenDoors(TcpDoorSettings.DEFAULTS, settings());
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        doors.close();
    }

    /** What waits for the disk may be lost yet, so nothing is promised. */
    @Test
    void aBadRecordThatIsNotOnDiskIsNotSaidToBeADeadLetter() throws Exception {
        doors.deadLetters.breakDisk();
        assertThat(post(NDJSON, "{\"a\":1}\nbad\n").body())
                .contains("\"accepted\":1,\"refused\":1,", "broken JSON")
                .doesNotContain("deadLetter");

        doors.deadLetters.repairDisk();
        await().until(() -> doors.deadLetters.letters().size() == 1);
        assertThat(post(NDJSON, "bad\n").body()).contains("\"deadLetter\":true");
    }

    @Test
    void answersWithTheFateOfEachLine() throws Exception {
        HttpResponse<String> response = post(NDJSON, "{\"a\":1}\n\nbad\n{\"a\":2}\r\n{\"a\":");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).isEqualTo("""
                {"accepted":2,"refused":2,"records":[{"id":"event-1"},\
                {"error":{"reason":"broken JSON","offset":3,"hint":"check quotes, commas and escapes near this byte",\
                "deadLetter":true}},{"id":"event-2"},{"error":{"reason":"ends in the middle","offset":5,\
                "hint":"send each event whole, as one JSON object on one line","deadLetter":true}}]}""");
        assertThat(doors.journal.count()).isEqualTo(2);
        assertThat(doors.deadLetters.letters()).hasSize(2);
        assertThat(doors.balances()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json                | [{\"a\":1}, {\"a\":2}]",
                "application/json;charset=UTF-8  | [{\"a\":1},{\"a\":2}]",
                "application/json                | {\"a\":1}\\n{\"a\":2}",
                "application/x-ndjson            | {\"a\":1}\\n{\"a\":2}",
                "text/plain                      | {\"a\":1}\\n{\"a\":2}\\n",
                "APPLICATION/X-NDJSON            | {\"a\":1}\\n{\"a\":2}",
                "-                               | {\"a\":1}\\n{\"a\":2}",
                "-                               | [{\"a\":1},{\"a\":2}]",
            },
            nullValues = "-")
    void takesLinesAndArrays(@Nullable String contentType, String body) throws Exception {
        HttpResponse<String> response = post(contentType, body.replace("\\n", "\n"));

        assertThat(response.body()).isEqualTo("""
                {"accepted":2,"refused":0,"records":[{"id":"event-1"},{"id":"event-2"}]}""");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(doors.journal.count()).isEqualTo(2);
    }

    @Test
    void refusesSingleElementsOfAnArray() throws Exception {
        HttpResponse<String> response =
                post("application/json", "[{\"a\":1}, 7, \"x\", [1], null, {\"a\":{\"b\":2}} ]");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"accepted\":2,\"refused\":4,\"records\":[{\"id\":\"event-1\"},{\"error\":{")
                .contains("\"reason\":\"not a JSON object\"");
        assertThat(doors.deadLetters.letters())
                .extracting(letter -> new String(letter.raw(), UTF_8))
                .containsExactly("7", "\"x\"", "[1]", "null");
    }

    @Test
    void takesNothingOfAnArrayThatIsBroken() throws Exception {
        HttpResponse<String> response = post("application/json", "[{\"a\":1},{\"a\":}]");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("\"accepted\":0")
                .contains("\"offset\":")
                .contains("x-ndjson");
        assertThat(doors.journal.count()).isZero();
    }

    @Test
    void takesNothingOfARequestWithTooManyRecords() throws Exception {
        HttpResponse<String> response = post(NDJSON, "1\n".repeat(50_001));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("more than 50000 events");
        assertThat(doors.deadLetters.letters()).isEmpty();
    }

    @Test
    void allBadIsABadRequest() throws Exception {
        HttpResponse<String> response = post(NDJSON, "bad\nworse\n");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"accepted\":0,\"refused\":2,");
        assertThat(doors.deadLetters.letters()).hasSize(2);
    }

    @Test
    void answersOnlyWhenTheEventsAreDurable() throws Exception {
        doors.journal.hold();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                request(NDJSON, BodyPublishers.ofString("{\"a\":1}")).build(), BodyHandlers.ofString());
        await().until(() -> doors.journal.count() == 1);

        assertThat(response).isNotDone();
        doors.journal.release();

        assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyThatCannotBeCutIntoEventsIsKeptWhole() throws Exception {
        assertThat(post("application/json", "[{\"a\":1},{\"a\":").statusCode()).isEqualTo(400);

        assertThat(doors.deadLetters.letters()).singleElement().satisfies(letter -> {
            assertThat(new String(letter.raw(), UTF_8)).isEqualTo("[{\"a\":1},{\"a\":");
            assertThat(letter.truncated()).isFalse();
        });
    }

    @Test
    void refusesAllOfARequestWhenTheJournalIsFull() throws Exception {
        doors.journal.refuse(new JournalFull("full"));

        HttpResponse<String> response = post(NDJSON, "{\"a\":1}\nbad\n");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(response.body()).startsWith("{\"error\":{\"reason\":\"the journal takes nothing at the moment\"");
        assertThat(doors.deadLetters.letters()).isEmpty();
        assertThat(doors.count("tocsin.ingest.pushed.back.events", "reason", "journal_full"))
                .isEqualTo(2);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void requestsThatArePushedBackUseUpNoDeadLetters() throws Exception {
        String body = "{\"a\":1}\n" + "bad\n".repeat(50);
        doors.journal.refuse(new JournalFull("full"));
        for (int i = 0; i < 25; i++) {
            assertThat(post(NDJSON, body).statusCode()).isEqualTo(429);
        }
        doors.journal.refuse(null);

        assertThat(post(NDJSON, body).statusCode()).isEqualTo(200);

        assertThat(doors.deadLetters.letters()).hasSize(50);
        assertThat(doors.count("tocsin.dead.letters.left.out")).isZero();
        assertThat(doors.balances()).isTrue();
    }

    /** It would not fit a little later either. */
    @Test
    void whatNeverFitsIntoMemoryIsRefusedForGood() throws Exception {
        String name = "k".repeat(480);
        String event = IntStream.range(0, 140)
                .mapToObj(i -> "\"" + i + "\":1")
                .collect(Collectors.joining(",", "{\"" + name + "\":{", "}}\n"));
        try (OpenDoors roomy = new OpenDoors()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + roomy.httpPort() + "/v1/events"))
                    .header("Content-Type", NDJSON)
                    .POST(BodyPublishers.ofString(event.repeat(900)))
                    .build();

            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.headers().firstValue("Retry-After")).isEmpty();
            assertThat(response.body())
                    .matches(
                            "\\{\"error\":\\{\"reason\":\"the events of its first \\d+ of 900 records need more than the"
                                    + " 50331648 bytes of memory that one client may have\",\"hint\":\".*smaller requests.*\"}}");
            assertThat(roomy.journal.count()).isZero();
            assertThat(roomy.balances()).isTrue();
        }
    }

    @Test
    void saysUnavailableWhenTheDiskFails() throws Exception {
        doors.journal.refuse(new JournalUnavailable("disk"));

        HttpResponse<String> response = post(NDJSON, "{\"a\":1}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("Idempotency-Key");
    }

    @Test
    void anIdempotencyKeyGivesTheSameIdsAgainAndEventIdWins() throws Exception {
        String body = "{\"a\":1}\n{\"event.id\":\"mine\"}\nbad\n{\"a\":3}";

        send(request(NDJSON, BodyPublishers.ofString(body)).header("Idempotency-Key", "k1"));
        send(request(NDJSON, BodyPublishers.ofString(body)).header("Idempotency-Key", "k1"));
        send(request(NDJSON, BodyPublishers.ofString("{\"a\":1}")).header("Idempotency-Key", "k2"));

        List<EventId> ids = doors.journal.events().stream()
                .map(event -> Objects.requireNonNull(event.clientId()))
                .toList();
        assertThat(ids.subList(0, 3)).isEqualTo(ids.subList(3, 6)).doesNotHaveDuplicates();
        assertThat(ids.get(1)).isEqualTo(new EventId("mine"));
        assertThat(ids.get(0)).isNotEqualTo(ids.get(6));
    }

    @Test
    void otherEventsUnderAUsedKeyAreEventsOfTheirOwn() throws Exception {
        List<String> first = idsUnderAKey(NDJSON, "{\"a\":1}\n{\"a\":2}");

        List<String> others = idsUnderAKey(NDJSON, "{\"a\":3}\n{\"a\":4}");
        List<String> oneMore = idsUnderAKey(NDJSON, "{\"a\":1}\n{\"a\":2}\n{\"a\":2}");

        assertThat(others).doesNotContainAnyElementsOf(first).doesNotHaveDuplicates();
        assertThat(oneMore).startsWith(first.toArray(String[]::new)).doesNotHaveDuplicates();
    }

    @Test
    void aRetryHasTheSameIdsHoweverTheSameRecordsAreSent() throws Exception {
        List<String> lines = idsUnderAKey(NDJSON, "{\"a\": 1}\n{\"a\":2}\n");

        assertThat(idsUnderAKey(NDJSON, "{\"a\": 1}\r\n\r\n {\"a\":2}\r\n")).isEqualTo(lines);
        assertThat(idsUnderAKey("application/json", "[{\"a\": 1} ,\n  {\"a\":2}]"))
                .isEqualTo(lines);
        assertThat(ids(send(request(NDJSON, BodyPublishers.ofByteArray(gzip("{\"a\": 1}\n{\"a\":2}".getBytes(UTF_8))))
                        .header("Content-Encoding", "gzip")
                        .header("Idempotency-Key", "k"))))
                .isEqualTo(lines);
        assertThat(idsUnderAKey(NDJSON, "{\"a\":1}\n{\"a\":2}").getFirst())
                .as("written in another way it is another record")
                .isNotEqualTo(lines.getFirst());
    }

    private List<String> idsUnderAKey(String contentType, String body) throws Exception {
        return ids(send(request(contentType, BodyPublishers.ofString(body)).header("Idempotency-Key", "k")));
    }

    private static List<String> ids(HttpResponse<String> answer) {
        return JsonMapper.shared()
                .readTree(answer.body())
                .path("records")
                .valueStream()
                .map(record -> record.path("id").asString())
                .toList();
    }

    @Test
    void takesGzip() throws Exception {
        byte[] zipped = gzip("{\"a\":1}\n{\"a\":2}\n".getBytes(UTF_8));

        HttpResponse<String> response =
                send(request(NDJSON, BodyPublishers.ofByteArray(zipped)).header("Content-Encoding", "gzip"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(doors.journal.count()).isEqualTo(2);
    }

    @Test
    void gzipOfAnyLengthIsReadWhole() throws Exception {
        long seed = 8481L;
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            int events = 1 + random.nextInt(3_000);
            StringBuilder body = new StringBuilder();
            for (int i = 0; i < events; i++) {
                body.append("{\"message\":\"").append(random.nextLong()).append("\"}\n");
            }

            HttpResponse<String> response = send(request(
                            NDJSON,
                            BodyPublishers.ofByteArray(gzip(body.toString().getBytes(UTF_8))))
                    .header("Content-Encoding", "gzip"));

            assertThat(response.body())
                    .as("seed %d round %d", seed, round)
                    .startsWith("{\"accepted\":" + events + ",\"refused\":0");
        }
    }

    @Test
    void aZipBombIsNotInflated() throws Exception {
        byte[] zipped = gzip(new byte[100 * 1_024 * 1_024]);
        assertThat(zipped).hasSizeLessThan(MAX_BODY);

        HttpResponse<String> response =
                send(request(NDJSON, BodyPublishers.ofByteArray(zipped)).header("Content-Encoding", "gzip"));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("after decompression");
        await().untilAsserted(() -> assertThat(
                        doors.metrics.get("tocsin.ingest.memory.held").gauge().value())
                .isZero());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 30})
    void brokenGzipIsABadRequest(int kept) throws Exception {
        byte[] zipped = Arrays.copyOf(gzip("{\"a\":1}\n{\"a\":2}\n{\"b\":3}\n".getBytes(UTF_8)), kept);

        HttpResponse<String> response =
                send(request(NDJSON, BodyPublishers.ofByteArray(zipped)).header("Content-Encoding", "gzip"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(doors.journal.count()).isZero();
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedHoweverItIsSent() throws Exception {
        byte[] large = "x".repeat(MAX_BODY + 1).getBytes(UTF_8);

        HttpResponse<String> declared = send(request(NDJSON, BodyPublishers.ofByteArray(large)));
        HttpResponse<String> chunked =
                send(request(NDJSON, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

        assertThat(declared.statusCode()).isEqualTo(413);
        assertThat(chunked.statusCode()).isEqualTo(413);
        assertThat(chunked.body()).startsWith("{\"error\":{\"reason\":\"body larger than");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/events, application/xml, 415",
        "POST, /v1/events, application/x-www-form-urlencoded, 415",
        "POST, /v1/events, application/json;charset=iso-8859-1, 415",
        "GET, /v1/events, , 405",
        "PUT, /v1/events, application/json, 405",
        "POST, /v1/event, application/json, 404",
        "GET, /nothing, , 404",
        "POST, /v1/events/?ack=journal, application/json, 200",
        "POST, /v1/events/?x=y, application/json, 400",
    })
    void saysWhatIsThereAndHow(String method, String path, @Nullable String contentType, int status) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"a\":1}"));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }

        HttpResponse<String> response = send(request);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status != 200) {
            assertThat(response.body()).startsWith("{\"error\":{\"reason\":\"").contains("\"hint\":\"");
        }
        if (status == 405) {
            assertThat(response.headers().firstValue("Allow")).contains("POST");
        }
    }

    @Test
    void anEmptyBodyIsABadRequest() throws Exception {
        assertThat(post(NDJSON, "").statusCode()).isEqualTo(400);
        assertThat(post(NDJSON, "\n \r\n").statusCode()).isEqualTo(400);
        assertThat(post("application/json", "[]").statusCode()).isEqualTo(400);
    }

    @Test
    void otherContentEncodingsAreRefused() throws Exception {
        HttpResponse<String> response =
                send(request(NDJSON, BodyPublishers.ofString("x")).header("Content-Encoding", "br"));

        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void webPagesMayNotWriteLogsWithoutAToken() throws Exception {
        HttpResponse<String> response = send(
                request("text/plain", BodyPublishers.ofString("{\"a\":1}")).header("Origin", "https://example.org"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(doors.journal.count()).isZero();
    }

    @Test
    void aTokenIsAskedFor() throws Exception {
        try (OpenDoors guarded = new OpenDoors(settings(), access("s3cret"), null)) {
            URI uri = URI.create("http://127.0.0.1:" + guarded.httpPort() + "/v1/events");
            for (String authorization : List.of("", "Bearer wrong", "s3cret", "Basic s3cret", "Bearer s3cret ")) {
                HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                        .header("Content-Type", NDJSON)
                        .POST(BodyPublishers.ofString("{\"a\":1}"));
                if (!authorization.isEmpty()) {
                    request.header("Authorization", authorization);
                }
                int expected = authorization.strip().equals("Bearer s3cret") ? 200 : 401;

                assertThat(send(request).statusCode()).as(authorization).isEqualTo(expected);
            }
            assertThat(guarded.journal.count()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Socket socket = connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 50; i++) {
                String body = i % 2 == 0 ? "{\"n\":" + i + "}" : "bad";
                requests.append("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: ")
                        .append(body.length())
                        .append("\r\nContent-Type: application/x-ndjson\r\n\r\n")
                        .append(body);
            }
            requests.append("GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            socket.getOutputStream().write(requests.toString().getBytes(UTF_8));
            String answers = new String(socket.getInputStream().readAllBytes(), UTF_8);

            List<String> statuses = Arrays.stream(answers.split("HTTP/1.1 "))
                    .skip(1)
                    .map(answer -> answer.substring(0, 3))
                    .toList();
            assertThat(statuses)
                    .isEqualTo(IntStream.rangeClosed(0, 50)
                            .mapToObj(i -> i == 50 ? "404" : i % 2 == 0 ? "200" : "400")
                            .toList());
            assertThat(doors.journal.count()).isEqualTo(25);
        }
    }

    @Test
    void asksForTheBodyThatACarefulClientHoldsBack() throws Exception {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\nExpect: 100-continue\r\n"
                            + "Content-Type: application/x-ndjson\r\nConnection: close\r\n\r\n")
                    .getBytes(UTF_8));
            byte[] interim = socket.getInputStream().readNBytes(25);
            out.write("{\"a\":1}".getBytes(UTF_8));

            assertThat(new String(interim, UTF_8)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void ofVeryMuchJunkTheFirstBecomesDeadLettersAndAllIsCounted() throws Exception {
        HttpResponse<String> answer = post("application/x-ndjson", "{}}\n".repeat(30_000) + "{\"message\":\"good\"}\n");
        HttpResponse<String> again = post("application/x-ndjson", "bad\n".repeat(100));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(400);
        // The minute may have ended between the two.
        assertThat(doors.deadLetters.letters()).hasSizeBetween(1_000, 2_000);
        assertThat(doors.count("tocsin.ingest.malformed.events")).isEqualTo(30_100);
        assertThat(doors.count("tocsin.dead.letters.left.out"))
                .isEqualTo(30_100 - doors.deadLetters.letters().size());
        assertThat(doors.journal.count()).isEqualTo(1);
        assertThat(doors.balances()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', header_timeout",
        "'POST /v1/ev', header_timeout",
        "'POST /v1/events HTTP/1.1\r\nX: y\r\n', header_timeout",
        "'POST /v1/events HTTP/1.1\r\nContent-Length: 100\r\n\r\n{', request_timeout",
    })
    void slowClientsAreClosed(String sent, String reason) throws Exception {
        HttpDoorSettings hasty = settings(Duration.ofMillis(400), Duration.ofMillis(600));
        try (OpenDoors quick = new OpenDoors(TcpDoorSettings.DEFAULTS, hasty);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), quick.httpPort())) {
            socket.getOutputStream().write(sent.getBytes(UTF_8));
            socket.setSoTimeout(10_000);

            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).startsWith(reason.equals("request_timeout") ? "HTTP/1.1 408 " : "");
            assertThat(quick.count("tocsin.ingest.refused.connections", "reason", reason))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'BREW /v1/events HTCPCP/1.0\r\n\r\n', 400",
        "'\u0001\u0002\u0003\r\n\r\n', 400",
    })
    void whatIsNotHttpIsToldSo(String sent, int status) throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(sent.getBytes(UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 " + status);
        }
    }

    @Test
    void hugeHeadsAreRefused() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(("POST /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n").getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 414");
        }
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("POST /v1/events HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n").getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void finishesOpenRequestsBeforeItCloses() throws Exception {
        doors.journal.hold();
        CompletableFuture<HttpResponse<String>> response = client.sendAsync(
                request(NDJSON, BodyPublishers.ofString("{\"a\":1}")).build(), BodyHandlers.ofString());
        await().until(() -> doors.journal.count() == 1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(doors::close);
        await().until(() -> !isListening());
        assertThat(closing).isNotDone();
        doors.journal.release();

        assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        closing.get(10, TimeUnit.SECONDS);
    }

    @Test
    void manyClientsAtOnceLoseAndDoubleNothing() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> responses = IntStream.range(0, 200)
                .mapToObj(i -> client.sendAsync(
                        request(NDJSON, BodyPublishers.ofString(("{\"n\":" + i + "}\n").repeat(20)))
                                .build(),
                        BodyHandlers.ofString()))
                .toList();

        for (CompletableFuture<HttpResponse<String>> response : responses) {
            assertThat(response.get(30, TimeUnit.SECONDS).body()).startsWith("{\"accepted\":20,\"refused\":0");
        }
        assertThat(doors.journal.count()).isEqualTo(4_000);
        assertThat(doors.balances()).isTrue();
        assertThat(doors.metrics.get("tocsin.ingest.memory.held").gauge().value())
                .isZero();
    }

    @Test
    void anAddressThatOthersReachNeedsAToken() {
        HttpDoorSettings open = new HttpDoorSettings(
                "0.0.0.0",
                0,
                new DoorLimits(0, 1, 0, 1_024),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO);
        try (EventLoops loops = EventLoops.open()) {
            assertThatThrownBy(() -> HttpDoor.open(
                            () -> open,
                            List.of(new EventsDialect()),
                            DoorAccess.OPEN,
                            new DoorPlan.Behind(
                                    new FailingIntake(),
                                    new Memory(1, 1_024, 1_024),
                                    new SimpleMeterRegistry(),
                                    loops)))
                    .isInstanceOf(CannotOpenDoor.class)
                    .hasMessageContaining("TOCSIN_TOKEN");
        }
    }

    @Test
    void aClientThatHasSentAllAndClosedItsHalfGetsItsAnswer() throws Exception {
        doors.journal.hold();
        try (Socket socket = connect()) {
            String head = "POST /v1/events HTTP/1.1\r\nContent-Length: 7\r\n\r\n";
            socket.getOutputStream().write((head + "{\"a\":1}" + head + "{\"a\":2}").getBytes(UTF_8));
            socket.shutdownOutput();
            await().until(() -> doors.journal.count() == 1);
            doors.journal.release();

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8).split("HTTP/1.1 200", -1))
                    .hasSize(3);
        }
        assertThat(doors.journal.count()).isEqualTo(2);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void aClientThatClosesItsHalfInTheMiddleIsLetGo() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("POST /v1/events HTTP/1.1\r\nContent-Length: 7\r\n\r\n{".getBytes(UTF_8));
            socket.shutdownOutput();
            socket.setSoTimeout(10_000);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(doors.journal.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void textThatIsNotUtf8IsRefusedWithAHint(String charset) throws Exception {
        HttpResponse<String> response = send(
                request("application/json", BodyPublishers.ofByteArray("[{\"message\":\"x\"}]".getBytes(charset))));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("encode the body as UTF-8");
    }

    @Test
    void aByteOrderMarkBeforeAnArrayIsNoPartOfIt() throws Exception {
        HttpResponse<String> response = post("application/json", "\ufeff[{\"a\":1},7,{\"a\":2}]");

        assertThat(response.body()).startsWith("{\"accepted\":2,\"refused\":1");
        assertThat(doors.deadLetters.letters())
                .extracting(letter -> new String(letter.raw(), UTF_8))
                .containsExactly("7");
    }

    @Test
    void anEventWhoseDocumentNoJournalTakesIsRefusedAlone() throws Exception {
        // The head of the trace becomes the error's message: it is there twice.
        String trace = "a.B: " + "m".repeat(16 * 1_024 * 1_024 - 200) + "\\n\\tat a.B.c";
        try (OpenDoors large = new OpenDoors(TcpDoorSettings.DEFAULTS, HttpDoorSettings.DEFAULTS)) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + large.httpPort() + "/v1/events"))
                            .header("Content-Type", NDJSON)
                            .POST(BodyPublishers.ofString("{\"a\":1}\n{\"stack_trace\":\"" + trace + "\"}\n{\"a\":2}"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .startsWith("{\"accepted\":2,\"refused\":1")
                    .contains("bytes as a document");
            assertThat(large.balances()).isTrue();
        }
    }

    private static DoorAccess access(String token) {
        TokenEntry[] entries = TokenBook.single("TOCSIN_TOKEN", token).toArray(TokenEntry[]::new);
        return new DoorAccess(TokenBook.of(entries), InstantSource.system(), null);
    }

    private static HttpDoorSettings settings() {
        return settings(Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    private static HttpDoorSettings settings(Duration headerTimeout, Duration requestTimeout) {
        return new HttpDoorSettings(
                "127.0.0.1",
                0,
                new DoorLimits(0, 500, 0, MAX_BODY),
                headerTimeout,
                Duration.ofSeconds(60),
                requestTimeout,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + doors.httpPort() + path);
    }

    private HttpRequest.Builder request(@Nullable String contentType, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/v1/events")).POST(body);
        return contentType == null ? request : request.header("Content-Type", contentType);
    }

    private HttpResponse<String> post(@Nullable String contentType, String body) throws Exception {
        return send(request(contentType, BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), doors.httpPort());
    }

    private boolean isListening() {
        try (Socket socket = connect();
                InputStream in = socket.getInputStream()) {
            return in != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(plain);
        }
        return zipped.toByteArray();
    }
}
