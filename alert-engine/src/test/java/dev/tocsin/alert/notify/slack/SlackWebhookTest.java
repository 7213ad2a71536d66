package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelOptions;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.OutgoingRules;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.http.Answer.Answered;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SlackWebhookTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T10:05:00Z"));
    private static final Message MESSAGE = new Message(
            Tale.FIRED,
            List.of(new Story(Tale.FIRED, Notices.fired().build(), null, Duration.ZERO, List.of("a"))),
            false);

    private FakeSlack slack;

    @BeforeEach
    void start() throws IOException {
        slack = FakeSlack.start(0);
        slack.limitRate(false);
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void postsTheMessage() {
        DeliveryOutcome outcome = channel(slack.webhook("alerts")).send(MESSAGE);

        assertThat(outcome).isEqualTo(new Delivered("200 ok"));
        assertThat(slack.messages("alerts"))
                .singleElement()
                .satisfies(message -> assertThat(message.text()).contains("CRITICAL", "Checkout is failing"));
    }

    @Test
    void fallsBackToPlainTextWhenSlackRefusesTheBlocks() {
        slack.failNext(1, 400, "invalid_blocks");

        DeliveryOutcome outcome = channel(slack.webhook("alerts")).send(MESSAGE);

        assertThat(outcome).isEqualTo(new Delivered("200 ok, as plain text after 400 invalid_blocks"));
        assertThat(slack.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.payload()).doesNotContainKey("blocks"));
    }

    @Test
    void givesUpWhatIsRefusedEvenInPlainText() {
        slack.failNext(2, 400, "invalid_payload");

        assertThat(channel(slack.webhook("alerts")).send(MESSAGE)).isEqualTo(new Refused("400 invalid_payload"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void knowsWhatAnAnswerMeans(Answered answer, DeliveryOutcome expected) {
        assertThat(SlackWebhook.outcomeOf(answer)).isEqualTo(expected);
    }

    static Stream<Arguments> answers() {
        Optional<Duration> none = Optional.empty();
        Optional<Duration> twoMinutes = Optional.of(Duration.ofMinutes(2));
        Optional<Duration> halfMinute = Optional.of(Duration.ofSeconds(30));
        return Stream.of(
                Arguments.of(new Answered(200, "ok", none), new Delivered("200 ok")),
                Arguments.of(new Answered(200, "<html>", none), new Unknown("200, but not Slack's ok: <html>")),
                Arguments.of(new Answered(204, "", none), new Unknown("204")),
                Arguments.of(new Answered(302, "", none), new TryLater(none, "302")),
                Arguments.of(new Answered(408, "", none), new TryLater(none, "408")),
                Arguments.of(
                        new Answered(429, "rate_limited", halfMinute), new TryLater(halfMinute, "429 rate_limited")),
                Arguments.of(new Answered(401, "", none), new TryLater(twoMinutes, "401")),
                Arguments.of(new Answered(403, "invalid_token", none), new TryLater(twoMinutes, "403 invalid_token")),
                Arguments.of(new Answered(404, "no_service", none), new TryLater(twoMinutes, "404 no_service")),
                Arguments.of(new Answered(407, "", halfMinute), new TryLater(halfMinute, "407")),
                Arguments.of(
                        new Answered(410, "channel_is_archived", none),
                        new TryLater(twoMinutes, "410 channel_is_archived")),
                Arguments.of(new Answered(413, "", none), new Refused("413")),
                Arguments.of(new Answered(500, "rollup_error", none), new TryLater(none, "500 rollup_error")),
                Arguments.of(new Answered(503, "", halfMinute), new TryLater(halfMinute, "503")),
                Arguments.of(new Answered(504, "", none), new Unknown("504")));
    }

    @Test
    void honoursRetryAfter() {
        slack.limitNext(1, 30);

        assertThat(channel(slack.webhook("alerts")).send(MESSAGE))
                .isEqualTo(new TryLater(Optional.of(Duration.ofSeconds(30)), "429 rate_limited"));
    }

    @Test
    void doesNotKnowWhatBecameOfARequestWithoutAnswer() {
        slack.dropNextAfterPosting(1);
        assertThat(channel(slack.webhook("alerts")).send(MESSAGE)).isInstanceOf(Unknown.class);

        slack.slowNext(1, Duration.ofSeconds(20));
        assertThat(channel(slack.webhook("alerts"), Duration.ofSeconds(2)).send(MESSAGE))
                .isInstanceOf(Unknown.class);

        assertThat(slack.messages()).hasSize(2);
    }

    @Test
    void triesLaterWhenNothingListens() {
        URI webhook = slack.webhook("alerts");
        slack.close();

        assertThat(channel(webhook).send(MESSAGE)).isInstanceOf(TryLater.class);
        assertThat(channel(webhook).troubleReaching()).isPresent();
    }

    @Test
    void endsWithABodyThatNeverEnds() throws Exception {
        List<Socket> open = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> stall(server, open));
            URI webhook = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/services/T/B/x");

            DeliveryOutcome outcome = channel(webhook, Duration.ofMillis(500)).send(MESSAGE);

            assertThat(outcome).isInstanceOf(Unknown.class);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static void stall(ServerSocket server, List<Socket> open) {
        try {
            Socket socket = server.accept();
            open.add(socket);
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void connectsNowhereThatIsNotAllowed() {
        Channel channel = channel(slack.webhook("alerts"), Duration.ofSeconds(5), OutgoingRule.allowing(List.of()));

        assertThat(channel.send(MESSAGE)).isInstanceOfSatisfying(TryLater.class, later -> {
            assertThat(later.reason())
                    .contains("127.0.0.1 is in a network", "TOCSIN_OUTGOING_ALLOW", "tocsin.engine.outgoing.allow");
            assertThat(later.after()).as("a person has to mend it").contains(Duration.ofMinutes(2));
        });
        assertThat(channel.standingTrouble())
                .hasValueSatisfying(
                        trouble -> assertThat(trouble).contains("127.0.0.1 is in a network", "TOCSIN_OUTGOING_ALLOW"));
        assertThat(channel(slack.webhook("alerts")).standingTrouble()).isEmpty();
        assertThat(channel.troubleReaching()).isPresent();
        assertThat(slack.requests()).isZero();
    }

    /** Asking the name again would say something else than what was looked at. */
    @Test
    void connectsToTheAddressThatWasLookedAt() {
        AtomicInteger asked = new AtomicInteger();
        OutgoingRule rebinding = OutgoingRules.resolving(List.of("127.0.0.1"), host -> {
            asked.incrementAndGet();
            return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
        });
        URI byName = URI.create(slack.webhook("alerts").toString().replace("127.0.0.1", "localhost"));

        assertThat(channel(byName, Duration.ofSeconds(5), rebinding).send(MESSAGE))
                .isEqualTo(new Delivered("200 ok"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void probesWithoutShowingAnything() {
        assertThat(channel(slack.webhook("alerts")).troubleReaching()).isEmpty();

        slack.failNext(1, 503, "down");
        assertThat(channel(slack.webhook("alerts")).troubleReaching()).hasValue("503 down");

        assertThat(slack.messages()).isEmpty();
        assertThat(slack.refusals()).singleElement().asString().contains("no_text");
    }

    @Test
    void followsNoRedirect() {
        slack.failNext(1, 307, "elsewhere");

        assertThat(channel(slack.webhook("alerts")).send(MESSAGE)).isInstanceOf(TryLater.class);
        assertThat(slack.requests()).isEqualTo(1);
    }

    @Test
    void showsNoWebhookWhenTheAnswerRepeatsIt() {
        URI webhook = slack.webhook("alerts");
        slack.failNext(1, 503, "cannot POST " + webhook.getPath() + " now");

        assertThat(channel(webhook).send(MESSAGE))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.reason()).isEqualTo("503 cannot POST /… now"));
    }

    @Test
    void neutralisesTheAnswer() {
        slack.failNext(1, 503, "a\u001b[31m\nb");

        assertThat(channel(slack.webhook("alerts")).send(MESSAGE))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.reason()).doesNotContain("\u001b", "\n"));
    }

    private static Channel channel(URI webhook) {
        return channel(webhook, Duration.ofSeconds(5));
    }

    private static Channel channel(URI webhook, Duration timeout) {
        return channel(webhook, timeout, OutgoingRule.allowing(List.of("127.0.0.1")));
    }

    private static Channel channel(URI webhook, Duration timeout, OutgoingRule outgoing) {
        ChannelOptions.Complaints none = (option, reason, hint) -> {
            throw new AssertionError(option + " " + reason);
        };
        return new SlackChannels(DiscoverLinks.none(), new Terms(outgoing, timeout, CLOCK))
                .fromEnvironment(Map.of("SLACK_WEBHOOK_URL", webhook.toString()), none)
                .orElseThrow();
    }
}
