package dev.tocsin.alert.heartbeat;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends beats to the ingest service, as any client sends its events. Sent again after a lost answer a beat is the same event,
 * by its id.
 */
final class IngestDoor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int REDIRECT = 300;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final URI events;
    private final Optional<String> token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /** @param token what the ingest service wants to see; empty for none */
    IngestDoor(URI address, Optional<String> token) {
        this.events = URI.create(address.toString().replaceFirst("/+$", "") + "/v1/events");
        this.token = token;
    }

    /** Why it is not acknowledged; empty if it is, and so durable. */
    Optional<String> send(Beat beat, String sealed) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(events)
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(line(beat, sealed)));
        token.ifPresent(word -> request.header("Authorization", "Bearer " + word));
        try {
            int status = client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status < REDIRECT) {
                return Optional.empty();
            }
            return Optional.of(
                    status == UNAUTHORIZED || status == FORBIDDEN
                            ? "the ingest service wants a token (TOCSIN_HEARTBEAT_TOKEN): status " + status
                            : "the ingest service answers " + status);
        } catch (IOException e) {
            return Optional.of("the ingest service does not answer at " + events.getAuthority() + ": "
                    + e.getClass().getSimpleName());
        }
    }

    static String line(Beat beat, String sealed) {
        return Json.createObjectBuilder()
                        .add("@timestamp", beat.sentAt().toString())
                        .add("event", Json.createObjectBuilder().add("id", "tocsin-heartbeat-" + sealed))
                        .add("service", Json.createObjectBuilder().add("name", HeartbeatRule.SERVICE))
                        .add("log", Json.createObjectBuilder().add("level", "INFO"))
                        .add("message", "heartbeat " + beat.number())
                        .add("labels", Json.createObjectBuilder().add("heartbeat", sealed))
                        .build()
                + "\n";
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
