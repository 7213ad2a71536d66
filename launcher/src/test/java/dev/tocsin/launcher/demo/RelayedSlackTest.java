package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.fakeslack.FakeSlack;
import dev.tocsin.fakeslack.ReceivedMessage;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** With the fake Slack in place of the real one. */
class RelayedSlackTest {
    @Test
    void whatSlackTakesIsToldAndWhatItRefusesIsPassedBack() throws Exception {
        try (FakeSlack real = FakeSlack.start(0);
                RelayedSlack relay = RelayedSlack.start(real.webhook("alerts"), InstantSource.system());
                HttpClient client = HttpClient.newHttpClient()) {
            // given
            List<ReceivedMessage> heard = new CopyOnWriteArrayList<>();
            relay.onMessage(heard::add);
            HttpRequest post = HttpRequest.newBuilder(relay.webhook())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"Payments are failing\"}"))
                    .build();
            real.limitNext(1, 7);

            // when
            HttpResponse<String> refused = client.send(post, HttpResponse.BodyHandlers.ofString());
            HttpResponse<String> taken = client.send(post, HttpResponse.BodyHandlers.ofString());

            // then
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("7");
            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.body()).isEqualTo("ok");
            assertThat(real.messages("alerts")).hasSize(1);
            assertThat(heard).singleElement().extracting(ReceivedMessage::text).isEqualTo("Payments are failing");
        }
    }
}
