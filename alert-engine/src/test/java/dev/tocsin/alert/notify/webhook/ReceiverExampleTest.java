package dev.tocsin.alert.notify.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.route.Notices;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The receiver that the documentation shows, as a process. */
@Timeout(120)
final class ReceiverExampleTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Message MESSAGE = new Message(
            Tale.FIRED,
            List.of(new Story(
                    Tale.FIRED, Notices.fired().group("user", "Grüße \"}").build(), null, Duration.ZERO, List.of("a"))),
            false);

    @Test
    void takesWhatIsSignedAndNewAndThatOnce() throws IOException {
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dstdout.encoding=UTF-8",
                        Path.of("..", "examples", "webhook-receiver", "Receiver.java")
                                .toString(),
                        "0")
                .redirectErrorStream(true);
        java.environment().put("WEBHOOK_SECRET", SECRET);
        Process receiver = java.start();
        try (BufferedReader said = receiver.inputReader()) {
            String port = String.valueOf(said.readLine()).replace("listening on ", "");

            assertThat(send(port, SECRET, Instant.now())).isEqualTo(new Delivered("200"));
            assertThat(said.readLine()).startsWith("taken: {\"schema\":1").contains("Grüße \\\"}");
            assertThat(send(port, SECRET, Instant.now())).isInstanceOf(Delivered.class);
            assertThat(said.readLine()).isEqualTo("seen already: " + MESSAGE.key());
            assertThat(send(port, "another secret of its length", Instant.now()))
                    .isInstanceOf(TryLater.class);
            assertThat(send(port, SECRET, Instant.now().minusSeconds(600))).isInstanceOf(TryLater.class);
        } finally {
            receiver.destroyForcibly();
        }
    }

    private static DeliveryOutcome send(String port, String secret, Instant at) {
        Channel channel = ChannelConfigs.channel(
                new Webhooks(
                        DiscoverLinks.none(),
                        new Terms(
                                OutgoingRule.allowing(List.of("127.0.0.1")),
                                Duration.ofSeconds(8),
                                InstantSource.fixed(at))),
                Map.of("SECRET", secret),
                "hook: {webhook: {url: \"http://127.0.0.1:" + port + "/\", secret: \"${env:SECRET}\"}}");
        return channel.send(MESSAGE);
    }
}
