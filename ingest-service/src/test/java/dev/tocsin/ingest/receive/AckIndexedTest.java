package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.ingest.journal.JournalFull;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ack=indexed} at the door, while the test plays Elasticsearch. */
@Timeout(60)
class AckIndexedTest {
    private static final String NOTE =
            "\"note\":\"durable in the journal, not yet seen in Elasticsearch: it will be indexed, or kept as a dead letter;"
                    + " with the same Idempotency-Key you may ask again\"";

    private final OpenDoors doors = new OpenDoors();
    private final HttpClient client = HttpClient.newHttpClient();
    private boolean closed;

    @AfterEach
    void close() {
        // First, for the client waits for its answers, and some wait for minutes.
        if (!closed) {
            doors.close();
        }
        client.close();
    }

    @Test
    void isAnsweredWhenAllEventsAreSettled() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("ack=indexed", "{\"a\":1}\nbad\n{\"a\":2}\n");
        awaitFollowed(1);
        settle(1, null);
        assertThat(answer).isNotDone();

        settle(0, null);

        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(answer.join().body()).isEqualTo("""
                {"ack":"indexed","accepted":2,"refused":1,"indexed":2,"deadLetters":0,"records":[{"id":"event-1"},\
                {"error":{"reason":"broken JSON","offset":3,"hint":"check quotes, commas and escapes near this byte",\
                "deadLetter":true}},{"id":"event-2"}]}""");
        assertThat(doors.journal.settlements().size()).isZero();
    }

    @Test
    void anEventThatBecameADeadLetterIsToldWithItsPlaceAndReason() {
        CompletableFuture<HttpResponse<String>> answer = post("ack=indexed", "{\"a\":1}\n{\"a\":2}\n");
        awaitFollowed(1);

        settle(0, null);
        settle(1, "its \"id\" is taken");

        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(answer.join().body()).isEqualTo("""
                {"ack":"indexed","accepted":2,"refused":0,"indexed":1,"deadLetters":1,"records":[{"id":"event-1"},\
                {"id":"event-2","error":{"reason":"its \\"id\\" is taken",\
                "hint":"it is kept as a dead letter: ./tocsin dead-letters list","deadLetter":true}}]}""");
    }

    @Test
    void isABadRequestIfElasticsearchRefusedAll() {
        CompletableFuture<HttpResponse<String>> answer = post("ack=indexed", "{\"a\":1}\nbad\n");
        awaitFollowed(1);

        settle(0, "no");

        assertThat(answer.join().statusCode()).isEqualTo(400);
        assertThat(answer.join().body()).contains("\"indexed\":0,\"deadLetters\":1");
    }

    @Test
    void whenTheWaitIsOverItSaysThatTheJournalHasIt() {
        CompletableFuture<HttpResponse<String>> answer = post("ack=indexed&timeout=300ms", "{\"a\":1}\n{\"a\":2}\n");
        awaitFollowed(1);
        settle(1, null);

        assertThat(answer.join().statusCode()).isEqualTo(202);
        assertThat(answer.join().body()).isEqualTo("""
                {"ack":"journal","accepted":2,"refused":0,"indexed":1,"deadLetters":0,"waiting":1,%s,\
                "records":[{"id":"event-1","waiting":true},{"id":"event-2"}]}""".formatted(NOTE));
        assertThat(doors.journal.settlements().size()).isZero();
    }

    @Test
    void nothingToIndexIsAnsweredAtOnce() {
        HttpResponse<String> answer = post("ack=indexed", "bad\n").join();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"ack\":\"indexed\",\"accepted\":0,\"refused\":1,\"indexed\":0,");
    }

    @Test
    void aFullJournalIsA429AsEver() {
        doors.journal.refuse(new JournalFull("as if"));

        assertThat(post("ack=indexed", "{\"a\":1}\n").join().statusCode()).isEqualTo(429);
        assertThat(doors.journal.settlements().size()).isZero();
    }

    @Test
    void closingTheDoorEndsAllWaits() {
        CompletableFuture<HttpResponse<String>> answer = post("ack=indexed&timeout=5m", "{\"a\":1}\n");
        awaitFollowed(1);

        doors.close();
        closed = true;

        assertThat(answer).succeedsWithin(5, TimeUnit.SECONDS);
        assertThat(answer.join().statusCode()).isEqualTo(202);
    }

    private static HttpDoorSettings settings(int maxConnections, Duration answerTimeout) {
        HttpDoorSettings usual = HttpDoorSettings.DEFAULTS;
        return new HttpDoorSettings(
                usual.address(),
                0,
                new DoorLimits(usual.limits().rate(), maxConnections, 0, usual.maxBodyBytes()),
                usual.headerTimeout(),
                usual.idleTimeout(),
                usual.requestTimeout(),
                answerTimeout,
                usual.drainTimeout());
    }

    @Test
    void whoWaitsKeepsNobodyOut() {
        try (OpenDoors few = new OpenDoors(TcpDoorSettings.DEFAULTS, settings(4, Duration.ofSeconds(60)))) {
            for (int waiting = 1; waiting <= 2; waiting++) {
                CompletableFuture<HttpResponse<String>> unused = post(few, "ack=indexed&timeout=5m", "{\"a\":1}\n");
                int now = waiting;
                await().until(() -> few.journal.settlements().size() == now);
                assertThat(unused).isNotDone();
            }

            assertThat(post(few, "ack=indexed&timeout=5m", "{\"a\":1}\n").join().statusCode())
                    .isEqualTo(202);
            assertThat(post(few, "", "{\"a\":1}\n").join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void waitsLongerThanADoorWaitsForItsJournal() throws Exception {
        try (OpenDoors others = new OpenDoors(TcpDoorSettings.DEFAULTS, settings(500, Duration.ofMillis(500)))) {
            HttpResponse<String> answer =
                    post(others, "ack=indexed&timeout=1500ms", "{\"a\":1}\n").join();

            assertThat(answer.statusCode()).isEqualTo(202);
        }
    }

    @Test
    void nobodyFollowsForAClientThatHasGone() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", doors.httpPort())) {
            socket.getOutputStream().write("""
                    POST /v1/events?ack=indexed&timeout=5m HTTP/1.1\r
                    Host: tocsin\r
                    Content-Length: 7\r
                    \r
                    {"a":1}""".getBytes(StandardCharsets.US_ASCII));
            awaitFollowed(1);
            // Closed with what was not read: a reset.
            socket.setSoLinger(true, 0);
        }

        awaitFollowed(0);
    }

    @Test
    void whileItWaitsARequestHoldsNoBody() {
        String line = "{\"a\":\"" + "x".repeat(5_000_000) + "\"}\n";
        CompletableFuture<HttpResponse<String>> answer = post("ack=indexed", line);
        awaitFollowed(1);

        await().untilAsserted(() -> assertThat(doors.heldBytes()).isLessThan(10_000));

        settle(0, null);
        assertThat(answer.join().statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(doors.heldBytes()).isZero());
    }

    @Test
    void withoutMemoryToWaitItIsToldAtOnceHowFarItIs() {
        // Half of what the doors have is taken by answers to others.
        int waiting = 0;
        @Nullable HttpResponse<String> last;
        do {
            CompletableFuture<HttpResponse<String>> answer =
                    post("ack=indexed&timeout=5m", "{}\n{\"a\":1}\n".repeat(20_000));
            int now = ++waiting;
            await().until(() -> answer.isDone() || doors.journal.settlements().size() == now);
            last = answer.getNow(null);
        } while (last == null && waiting < 50);

        assertThat(Objects.requireNonNull(last, "all waited").statusCode()).isEqualTo(202);
        assertThat(waiting).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ack=journal", ""})
    void theJournalIsWhatIsWaitedForUnlessAsked(String query) {
        HttpResponse<String> answer = post(query, "{\"a\":1}\n").join();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"accepted\":1,\"refused\":0,\"records\":[{\"id\":\"event-1\"}]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ack=memory",
                "ack=",
                "ack=INDEXED",
                "timeout=1s&ack=journal",
                "timeout=1s",
                "ack=indexed&ack=journal",
                "ack=indexed&timeout=6m",
                "ack=indexed&timeout=5",
                "ack=indexed&timeout=-1s",
                "ack=indexed&timeout=99999999999s",
                "akc=indexed",
                "timeuot=3s&ack=indexed",
            })
    void whatIsNotKnownIsRefusedWithAHint(String query) {
        HttpResponse<String> answer = post(query, "{\"a\":1}\n").join();

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .containsPattern("query parameter '?"
                        + query.replaceFirst("ack=indexed&", "").replaceFirst("=.*", ""))
                .contains("nothing was kept");
        assertThat(doors.journal.count()).isZero();
    }

    /** Who misspells it would hear of less than was asked for, and take it for that. */
    @Test
    void aParameterThatThereIsNoneOfIsNamedWithThoseThatThereAre() {
        assertThat(post("akc=indexed", "{\"a\":1}\n").join().body())
                .isEqualTo(
                        "{\"error\":{\"reason\":\"there is no query parameter 'akc' here\",\"hint\":\"is it ack that is"
                                + " meant? There are ack, timeout; nothing was kept\"}}");
        assertThat(post("pretty&" + "x".repeat(2_000) + "=1", "{\"a\":1}\n")
                        .join()
                        .body())
                .contains("'pretty'")
                .hasSizeLessThan(200);
        assertThat(doors.journal.count()).isZero();
    }

    private void awaitFollowed(int appends) {
        await().until(() -> doors.journal.settlements().size() == appends);
    }

    private void settle(long position, @Nullable String refusal) {
        doors.journal.settlements().settled(position, refusal);
    }

    private CompletableFuture<HttpResponse<String>> post(String query, String body) {
        return post(doors, query, body);
    }

    private CompletableFuture<HttpResponse<String>> post(OpenDoors to, String query, String body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + to.httpPort() + "/v1/events?" + query))
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }
}
