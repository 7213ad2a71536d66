package dev.tocsin.fakeslack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FakeSlackTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:05:00Z"));

    @Test
    void answersPlainOkAndKeepsTheMessage(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("messages.jsonl");
        try (FakeSlack slack = FakeSlack.start(0, log, now::get)) {
            HttpResponse<String> response = post(slack.webhook("alerts"), "{\"text\":\"hello\"}");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("ok");
            assertThat(slack.messages("alerts"))
                    .singleElement()
                    .satisfies(message -> assertThat(message.text()).isEqualTo("hello"));
            assertThat(Files.readAllLines(log))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).contains("\"channel\":\"alerts\"").contains("hello"));
        }
    }

    @Test
    void limitsEachChannelToOneMessageASecondAfterAShortBurst() throws Exception {
        try (FakeSlack slack = FakeSlack.start(0, null, now::get)) {
            for (int i = 0; i < 5; i++) {
                assertThat(post(slack.webhook("a"), "{\"text\":\"x\"}").statusCode())
                        .isEqualTo(200);
            }

            HttpResponse<String> tooMany = post(slack.webhook("a"), "{\"text\":\"x\"}");
            HttpResponse<String> elsewhere = post(slack.webhook("b"), "{\"text\":\"x\"}");
            now.set(now.get().plusSeconds(1));
            HttpResponse<String> later = post(slack.webhook("a"), "{\"text\":\"x\"}");

            assertThat(tooMany.statusCode()).isEqualTo(429);
            assertThat(tooMany.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(elsewhere.statusCode()).isEqualTo(200);
            assertThat(later.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void misbehavesAsScripted() throws Exception {
        try (FakeSlack slack = FakeSlack.start(0)) {
            slack.failNext(1, 503, "service_unavailable");
            slack.limitNext(1, 30);
            slack.dropNextBeforePosting(1);
            slack.dropNextAfterPosting(1);
            slack.slowNext(1, Duration.ofMillis(20));
            URI hook = slack.webhook("alerts");

            assertThat(post(hook, "{\"text\":\"1\"}").statusCode()).isEqualTo(503);
            assertThat(post(hook, "{\"text\":\"2\"}").headers().firstValue("Retry-After"))
                    .hasValue("30");
            assertThatThrownBy(() -> post(hook, "{\"text\":\"3\"}")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> post(hook, "{\"text\":\"4\"}")).isInstanceOf(IOException.class);
            assertThat(post(hook, "{\"text\":\"5\"}").statusCode()).isEqualTo(200);

            assertThat(slack.messages()).extracting(ReceivedMessage::text).containsExactly("4", "5");
        }
    }

    @Test
    void knowsNoOtherPath() throws Exception {
        try (FakeSlack slack = FakeSlack.start(0)) {
            HttpResponse<String> response =
                    post(URI.create("http://127.0.0.1:" + slack.port() + "/chat.postMessage"), "{}");

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("no_service");
        }
    }

    private static HttpResponse<String> post(URI uri, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
