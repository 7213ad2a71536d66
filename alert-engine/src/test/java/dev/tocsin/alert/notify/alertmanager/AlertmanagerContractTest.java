package dev.tocsin.alert.notify.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.ChannelContract;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.ScriptedServer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

final class AlertmanagerContractTest extends ChannelContract {
    private static final String TOKEN = "s3cretTokenOfTheAlertmanager";

    @Override
    protected OtherSide start() {
        return new Side(ScriptedServer.start(), new ArrayList<>());
    }

    private record Side(ScriptedServer server, List<Integer> untaken) implements OtherSide {
        @Override
        public Channel channel(OutgoingRule outgoing, Duration timeout) {
            return ChannelConfigs.channel(
                    new Alertmanagers(DiscoverLinks.none(), new Terms(outgoing, timeout, CLOCK)),
                    Map.of("TOKEN", TOKEN),
                    """
                    am:
                      alertmanager:
                        url: "%s/"
                        headers: {Authorization: "Bearer ${env:TOKEN}"}
                    """.formatted(server.url()));
        }

        @Override
        public void putsOff() {
            end(429, "Retry-After", "30");
        }

        @Override
        public void refuses() {
            end(400);
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
                    assertThat(server.posts().get(i).path()).isEqualTo("/api/v2/alerts");
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
        return List.of(TOKEN);
    }

    /** None of its alerts may be left out. */
    @Override
    protected int longestMessage() {
        return 3_000_000;
    }

    @Override
    protected void requireHarmless(String taken, String text) {
        JsonArray alerts = Json.createReader(new StringReader(taken)).readArray();
        for (JsonObject alert : alerts.getValuesAs(JsonObject.class)) {
            for (String names : List.of("labels", "annotations")) {
                assertThat(alert.getJsonObject(names).keySet())
                        .allMatch(name -> name.matches("[a-zA-Z_][a-zA-Z0-9_]*"))
                        .doesNotContain("admin");
                assertThat(alert.getJsonObject(names).toString())
                        .doesNotContainPattern("[\\p{Cc}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069]");
            }
        }
    }

    /** Its labels are what tells one alert from another there. */
    @Override
    protected Optional<String> keyIn(String taken) {
        return Optional.empty();
    }
}
