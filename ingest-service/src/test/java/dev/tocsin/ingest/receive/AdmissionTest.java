package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.access.Role;
import dev.tocsin.access.Streams;
import dev.tocsin.access.TokenBook;
import dev.tocsin.access.TokenEntry;
import dev.tocsin.access.TokenHash;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may send by the HTTP door, and what they are told if not. */
@Timeout(60)
class AdmissionTest {
    private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
    private static final String BODY = """
            {"service.name":"shop","message":"ours"}
            {"service.name":"bank","message":"theirs"}
            bad
            {"message":"nobody's"}
            {"service.name":"SHOP","message":"ours too"}
            """;

    private volatile Instant now = START;
    private final InstantSource clock = () -> now;
    private final TokenBook tokens = TokenBook.of(
            entry("viewer", Role.VIEWER, null, Streams.ALL),
            entry("editor", Role.EDITOR, null, Streams.ALL),
            entry("admin", Role.ADMIN, null, Streams.ALL),
            entry("ship", Role.SHIP, null, Streams.ALL),
            entry("shop", Role.SHIP, null, new Streams(List.of("logs-shop-*"))),
            entry("old", Role.SHIP, LocalDate.parse("2026-11-24"), Streams.ALL));
    private final OpenDoors doors = new OpenDoors(settings(3), new DoorAccess(tokens, clock, null), null);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        doors.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, 401, a token is needed",
                "nobody, 401, 'not known, or no longer valid'",
                "old, 401, 'not known, or no longer valid'",
                "viewer, 403, has the role viewer; this needs admin or ship",
                "editor, 403, has the role editor; this needs admin or ship",
                "admin, 200, accepted",
                "ship, 200, accepted",
            })
    void onlyWhoMayShipGetsIn(@Nullable String token, int status, String said) throws Exception {
        HttpResponse<String> response = post(doors, token, "{\"message\":\"x\"}");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains(said).startsWith("{\"");
        assertThat(doors.journal.count()).isEqualTo(status == 200 ? 1 : 0);
        if (status == 401) {
            assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        }
        if (status != 200) {
            assertThat(response.body()).contains("\"hint\":\"");
        }
    }

    @Test
    void whatATokenMayNotWriteIsRefusedRecordByRecordAndKeptNowhere() throws Exception {
        HttpResponse<String> response = post(doors, "shop", BODY);

        String forbidden = "{\"error\":{\"status\":403,\"reason\":\"the token 'shop' may not write to logs-%s-tocsin\","
                + "\"hint\":\"it may write logs-shop-*; the stream is made of service.name, and what is allowed is in"
                + " tokens.yml\"}}";
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .startsWith("{\"accepted\":2,\"refused\":3,\"records\":[{\"id\":\"event-1\"},"
                        + forbidden.formatted("bank") + ",{\"error\":{\"reason\":\"broken JSON\"")
                .endsWith("}}," + forbidden.formatted("generic") + ",{\"id\":\"event-2\"}]}");
        assertThat(doors.documents())
                .hasSize(2)
                .allSatisfy(document -> assertThat(document).contains("ours"));
        assertThat(doors.deadLetters.letters()).hasSize(1);
        assertThat(doors.count("tocsin.ingest.pushed.back.events", "reason", "forbidden"))
                .isEqualTo(2);
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void theRefusalNamesTheStreamAsItIsMadeOfTheService() throws Exception {
        assertThat(post(doors, "shop", "{\"service.name\":\"Checkout-API\"}").body())
                .contains("may not write to logs-checkout_api-tocsin");
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            body.append("{\"service.name\":\"s").append(i).append("\"}\n");
        }

        HttpResponse<String> many = post(doors, "shop", body.toString());

        assertThat(many.body()).contains("may not write to logs-s99-tocsin", "may not write to the data stream of");
        assertThat(many.body().length()).isLessThan(400_000);
    }

    @Test
    void ifNothingMayBeWrittenTheAnswerIs403() throws Exception {
        HttpResponse<String> response = post(doors, "shop", "{\"service.name\":\"bank\"}\n".repeat(2));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).startsWith("{\"accepted\":0,\"refused\":2,");
        assertThat(doors.balances()).isTrue();
    }

    @Test
    void whoSendsTooOftenWaitsAndNobodyElseDoes() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(post(doors, "ship", "{\"message\":\"x\"}").statusCode()).isEqualTo(200);
        }

        HttpResponse<String> tooMany = post(doors, "ship", "{\"message\":\"x\"}");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).contains("1");
        assertThat(tooMany.body()).contains("more than 3 requests a second", "nothing was kept");
        assertThat(post(doors, "admin", "{\"message\":\"x\"}").statusCode()).isEqualTo(200);

        now = START.plus(Duration.ofSeconds(1));
        assertThat(post(doors, "ship", "{\"message\":\"x\"}").statusCode()).isEqualTo(200);
        assertThat(doors.journal.count()).isEqualTo(8);
    }

    @Test
    void whoHoldsAsMuchMemoryAsItMayLeavesEnoughForTheOthers() throws Exception {
        byte[] half = "a".repeat(15 * 1_024 * 1_024).getBytes(UTF_8);
        List<Socket> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), doors.httpPort());
            held.add(socket);
            OutputStream out = socket.getOutputStream();
            out.write(
                    ("POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ship\r\nContent-Length: 16000000\r\n\r\n")
                            .getBytes(UTF_8));
            try {
                out.write(half);
            } catch (IOException e) {
                // Refused already.
            }
        }
        await().until(() -> doors.count("tocsin.ingest.pushed.back.events", "reason", "memory") == 0
                && doors.count("tocsin.ingest.http.answers", "status", "429") >= 2);

        assertThat(post(doors, "admin", "{\"message\":\"" + "x".repeat(6_000_000) + "\"}")
                        .statusCode())
                .isEqualTo(200);
        for (Socket socket : held) {
            socket.close();
        }
    }

    @Test
    void whoGuessesTokensIsSlowedDownByAddress() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(post(doors, "guess" + i, "{}").statusCode()).isEqualTo(401);
        }

        assertThat(post(doors, "guess7", "{}").statusCode()).isEqualTo(429);
        assertThat(post(doors, "ship", "{\"message\":\"x\"}").statusCode())
                .as("a known token from the same address")
                .isEqualTo(200);
    }

    @Test
    void whoMayNotAskIsNotToldWhichPathsThereAre() throws Exception {
        assertThat(post(doors, null, "/nothing", "{}").statusCode()).isEqualTo(401);
        assertThat(post(doors, "viewer", "/nothing", "{}").statusCode()).isEqualTo(403);
        HttpResponse<String> known = post(doors, "ship", "/nothing", "{}");
        assertThat(known.statusCode()).isEqualTo(404);
        assertThat(known.body()).contains("/v1/events");
    }

    @Test
    void lookingForPathsCountsAsAsking() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(post(doors, "ship", "/nothing" + i, "{}").statusCode()).isEqualTo(404);
        }

        assertThat(post(doors, "ship", "/nothing6", "{}").statusCode()).isEqualTo(429);
    }

    @Test
    void withoutTokensTheAddressIsTheClient() throws Exception {
        try (OpenDoors open = new OpenDoors(settings(3), new DoorAccess(TokenBook.of(), clock, null), null)) {
            for (int i = 0; i < 6; i++) {
                assertThat(post(open, null, "{\"message\":\"x\"}").statusCode()).isEqualTo(200);
            }
            assertThat(post(open, "any", "{\"message\":\"x\"}").statusCode()).isEqualTo(429);
        }
    }

    private HttpResponse<String> post(OpenDoors to, @Nullable String token, String body) throws Exception {
        return post(to, token, "/v1/events", body);
    }

    private HttpResponse<String> post(OpenDoors to, @Nullable String token, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.httpPort() + path))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpDoorSettings settings(int rate) {
        HttpDoorSettings usual = HttpDoorSettings.DEFAULTS;
        return new HttpDoorSettings(
                usual.address(),
                0,
                new DoorLimits(rate, 500, 0, usual.maxBodyBytes()),
                usual.headerTimeout(),
                usual.idleTimeout(),
                usual.requestTimeout(),
                usual.answerTimeout(),
                usual.drainTimeout());
    }

    private static TokenEntry entry(String name, Role role, @Nullable LocalDate expires, Streams streams) {
        return new TokenEntry(name, role, TokenHash.ofToken(name), expires, streams);
    }
}
