package dev.tocsin.alert.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.ChannelContract;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.ScriptedServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class WebhookContractTest extends ChannelContract {
    private static final String PATH = "hook-s3cret-in-the-path";
    private static final String SECRET = "s3cret-that-signs-messages";
    private static final String TOKEN = "s3cretTokenOfTheReceiver";

    @Override
    protected OtherSide start() {
        return new Side(ScriptedServer.start(), new ArrayList<>());
    }

    private record Side(ScriptedServer server, List<Integer> untaken) implements OtherSide {
        @Override
        public Channel channel(OutgoingRule outgoing, Duration timeout) {
            return ChannelConfigs.channel(
                    new Webhooks(DiscoverLinks.none(), new Terms(outgoing, timeout, CLOCK)),
                    Map.of("SECRET", SECRET, "TOKEN", TOKEN, "URL", server.url() + "/" + PATH),
                    """
                    hook:
                      webhook:
                        url: "${env:URL}"
                        secret: "${env:SECRET}"
                        headers: {Authorization: "Bearer ${env:TOKEN}", X-Rule: "{{rule}} {{group.user}}"}
                    """);
        }

        @Override
        public void putsOff() {
            end(429, "Retry-After", "30");
        }

        @Override
        public void refuses() {
            end(422);
        }

        @Override
        public void losesItsAnswer() {
            untaken.add(server.posts().size());
            server.thenHangsUp();
        }

        private void end(int status, String... headers) {
            untaken.add(server.posts().size());
            server.then(status, "no: {echo}", headers);
        }

        @Override
        public List<String> taken() {
            List<String> taken = new ArrayList<>();
            for (int i = 0; i < server.posts().size(); i++) {
                if (!untaken.contains(i)) {
                    taken.add(server.posts().get(i).text());
                }
            }
            return taken;
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    protected List<String> secrets() {
        return List.of(PATH, SECRET, TOKEN);
    }

    @Override
    protected void requireHarmless(String taken, String text) {
        JsonObject json = Json.createReader(new StringReader(taken)).readObject();
        assertThat(json.keySet()).doesNotContain("admin", "x");
        assertThat(taken).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}]");
        JsonObject group = json.getJsonArray("stories").getJsonObject(0).getJsonObject("group");
        if (text.length() <= 1_000) {
            assertThat(group.getString("user")).isEqualTo(text.replaceAll("\\p{Cs}", "\ufffd"));
        }
    }

    @Override
    protected Optional<String> keyIn(String taken) {
        return Optional.of(
                Json.createReader(new StringReader(taken)).readObject().getString("key"));
    }
}
