package dev.tocsin.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatEntry.Kind;
import dev.tocsin.fakeslack.FakeSlack;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** With the fake Slack in place of the real one. */
class RelayedSlackTest {
    private final List<ChatEntry> heard = new CopyOnWriteArrayList<>();

    @Test
    void whatSlackTakesIsToldAndWhatItRefusesIsPassedBack() throws Exception {
        try (FakeSlack real = FakeSlack.start(0);
                RelayedSlack relay = relayOf(
                        Map.of("SLACK_WEBHOOK_URL", real.webhook("alerts").toString()))) {
            // given
            String webhook = variable(relay, "SLACK_WEBHOOK_URL");
            real.limitNext(1, 7);

            // when
            HttpResponse<String> refused = post(webhook, "{\"text\":\"Payments are failing\"}");
            HttpResponse<String> taken = post(webhook, "{\"text\":\"Payments are failing\"}");

            // then
            assertThat(relay.lives()).isFalse();
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("7");
            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.body()).isEqualTo("ok");
            assertThat(real.messages("alerts")).hasSize(1);
            assertThat(heard)
                    .extracting(ChatEntry::kind, ChatEntry::text)
                    .containsExactly(tuple(Kind.POST, "Payments are failing"));
        }
    }

    @Test
    void whatABotPostsAndChangesIsToldAndWhatSlackHasAgainstItIsPassedBack() throws Exception {
        try (FakeSlack real = FakeSlack.start(0);
                RelayedSlack relay = relayOf(Map.of(
                        "SLACK_BOT_TOKEN", FakeSlack.BOT_TOKEN,
                        "SLACK_CHANNEL", FakeSlack.ALERTS,
                        "SLACK_API_URL", real.api().toString()))) {
            // given
            String api = variable(relay, "SLACK_API_URL");
            assertThat(relay.environment())
                    .containsEntry("SLACK_BOT_TOKEN", FakeSlack.BOT_TOKEN)
                    .containsEntry("SLACK_CHANNEL", FakeSlack.ALERTS);

            // when
            post(api + "/chat.postMessage", "{\"channel\":\"C0ALERTS1\",\"text\":\"red\"}");
            String ts = real.conversation(FakeSlack.ALERTS).getFirst().ts();
            post(
                    api + "/chat.postMessage",
                    "{\"channel\":\"C0ALERTS1\",\"text\":\"news\",\"thread_ts\":\"%s\"}".formatted(ts));
            post(api + "/chat.update", "{\"channel\":\"C0ALERTS1\",\"text\":\"green\",\"ts\":\"%s\"}".formatted(ts));
            HttpResponse<String> refused =
                    post(api + "/chat.postMessage", "{\"channel\":\"C0NOTHING\",\"text\":\"x\"}");
            post(api + "/auth.test", "{}");

            // then
            assertThat(relay.lives()).isTrue();
            assertThat(refused.body()).contains("channel_not_found");
            assertThat(real.conversation(FakeSlack.ALERTS).getFirst().text()).isEqualTo("green");
            assertThat(heard)
                    .extracting(ChatEntry::kind, ChatEntry::text)
                    .containsExactly(tuple(Kind.POST, "red"), tuple(Kind.REPLY, "news"), tuple(Kind.UPDATE, "green"));
            assertThat(heard.get(1).threadTs()).isEqualTo(ts);
            assertThat(heard.getLast().ts()).isEqualTo(ts);
        }
    }

    @Test
    void withoutASlackThereIsNothingToRelayTo() throws IOException {
        assertThat(RelayedSlack.start(Map.of("SLACK_BOT_TOKEN", " "), InstantSource.system()))
                .isEmpty();
    }

    @Test
    void aBotWithoutAChannelIsAProblem() {
        assertThatThrownBy(() -> RelayedSlack.start(Map.of("SLACK_BOT_TOKEN", "xoxb-1"), InstantSource.system()))
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("SLACK_CHANNEL is not", "C0123ABCD");
    }

    private RelayedSlack relayOf(Map<String, String> environment) throws IOException {
        RelayedSlack relay =
                RelayedSlack.start(environment, InstantSource.system()).orElseThrow();
        relay.onEntry(heard::add);
        return relay;
    }

    private static String variable(RelayedSlack relay, String name) {
        return Objects.requireNonNull(relay.environment().get(name));
    }

    private static HttpResponse<String> post(String address, String json) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .header("Content-Type", "application/json; charset=utf-8")
                            .header("Authorization", "Bearer " + FakeSlack.BOT_TOKEN)
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
