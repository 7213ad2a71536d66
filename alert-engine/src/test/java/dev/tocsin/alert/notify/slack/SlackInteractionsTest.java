package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.notify.Backoff;
import dev.tocsin.alert.notify.Channel;
import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackInteractions.Verdict;
import dev.tocsin.fakeslack.Click;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlackInteractionsTest {
    private static final SlackSocket.Rhythm QUICK =
            new SlackSocket.Rhythm(new Backoff(Duration.ofMillis(20), Duration.ofMillis(100)), Duration.ofMillis(100));
    private static final Terms TERMS =
            new Terms(OutgoingRule.allowing(List.of("127.0.0.1")), Duration.ofSeconds(5), InstantSource.system());

    private final RecordedActions actions = new RecordedActions();
    private FakeSlack slack;
    private SlackInteractions interactions;

    @BeforeEach
    void start() throws IOException {
        slack = FakeSlack.start(0);
        interactions = SlackInteractions.of(List.of(bot()), actions, TERMS, QUICK);
    }

    @AfterEach
    void stop() {
        interactions.close();
        slack.close();
    }

    @ParameterizedTest
    @CsvSource({"acknowledge, acknowledge life-1 kim", "silence-1h, silence life-1 PT1H kim", "why, why life-1 kim"})
    void doesWhatAButtonSaysAndAnswersWhoPressedIt(String button, String done) throws Exception {
        listen();

        slack.click(click(button, "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(slack.responses()).hasSize(1));
        assertThat(actions.done()).containsExactly(done);
        assertThat(slack.responses().getFirst().toString())
                .contains("\"response_type\":\"ephemeral\"", "\"replace_original\":false")
                .doesNotContain("<!channel>");
    }

    @ParameterizedTest
    @CsvSource({"U0EVE, T0FAKE", "U0KIM, T0OTHER"})
    void refusesWhoMayNotAndTellsThemAlone(String user, String team) throws Exception {
        listen();

        slack.click(click("silence-1h", user, team, "1.1")).get(3, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(slack.responses()).hasSize(1));
        assertThat(slack.responses().getFirst().getString("text")).contains("You may not do that", user);
        assertThat(actions.done()).isEmpty();
    }

    @Test
    void doesOnceWhatIsPressedOrSentTwice() throws Exception {
        listen();

        slack.click(click("acknowledge", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);
        slack.click(click("acknowledge", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);
        slack.click(click("why", "U0KIM", FakeSlack.TEAM, "1.2")).get(3, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(slack.responses()).hasSize(2));
        assertThat(actions.done()).containsExactlyInAnyOrder("acknowledge life-1 kim", "why life-1 kim");
    }

    @Test
    void acknowledgesBeforeItWorks() throws Exception {
        listen();
        CountDownLatch gate = actions.shut();

        slack.click(click("acknowledge", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);
        slack.click(click("why", "U0KIM", FakeSlack.TEAM, "1.2")).get(3, TimeUnit.SECONDS);

        assertThat(actions.done()).isEmpty();
        gate.countDown();
        await().untilAsserted(() -> assertThat(actions.done()).hasSize(2));
    }

    @Test
    void saysThatItFailedAndDoesItWhenItIsPressedAgain() throws Exception {
        listen();
        actions.failFromNowOn(true);
        slack.click(click("acknowledge", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(slack.responses()).hasSize(1));

        actions.failFromNowOn(false);
        slack.click(click("acknowledge", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(actions.done()).hasSize(1));
        assertThat(slack.responses().getFirst().getString("text"))
                .contains("did not work")
                .doesNotContain("store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh_requested", "warning"})
    void connectsAnewWhenSlackAsksForIt(String reason) throws Exception {
        listen();
        int before = slack.requests();

        slack.disconnect(reason);

        await().untilAsserted(() -> assertThat(slack.requests()).isGreaterThan(before));
        await().untilAsserted(() -> assertThat(slack.sockets()).isEqualTo(1));
        slack.click(click("why", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(actions.done()).hasSize(1));
    }

    @Test
    void connectsAnewAfterACutAndAfterFailures() throws Exception {
        listen();
        slack.failNext("apps.connections.open", 2, 500, "oops");
        int before = slack.requests();

        slack.cutSockets();

        await().untilAsserted(() -> assertThat(slack.requests()).isGreaterThanOrEqualTo(before + 3));
        await().untilAsserted(() -> assertThat(slack.sockets()).isEqualTo(1));
        slack.click(click("why", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(actions.done()).hasSize(1));
    }

    @Test
    void passesOverWhatItCannotRead() throws Exception {
        listen();

        slack.babble("no json");
        slack.babble("[]");
        slack.babble("{\"type\":\"interactive\",\"payload\":{\"type\":\"block_actions\",\"actions\":[7]}}");
        slack.babble("{\"type\":\"new\",\"payload\":{}}");
        slack.click(click("why", "U0KIM", FakeSlack.TEAM, "1.1")).get(3, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(actions.done()).containsExactly("why life-1 kim"));
    }

    @Test
    void doesNothingInAChannelThatIsNotItsOwn() throws Exception {
        listen();

        slack.click(new Click("U0KIM", "kim", FakeSlack.TEAM, "C0OTHER", "1.000001", "why", "life-1", "1.1"))
                .get(3, TimeUnit.SECONDS);
        slack.click(click("open-in-kibana", "U0KIM", FakeSlack.TEAM, "1.2")).get(3, TimeUnit.SECONDS);
        slack.click(click("why", "U0KIM", FakeSlack.TEAM, "1.3")).get(3, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(slack.responses()).hasSize(1));
        assertThat(actions.done()).hasSize(1);
    }

    @Test
    void takesASignedRequest() {
        FakeSlack.SignedRequest request = slack.signed(click("acknowledge", "U0KIM", FakeSlack.TEAM, "1.1"));

        assertThat(interactions.request(request.timestamp(), request.signature(), request.body()))
                .isEqualTo(Verdict.TAKEN);

        await().untilAsserted(() -> assertThat(slack.responses()).hasSize(1));
        assertThat(actions.done()).containsExactly("acknowledge life-1 kim");
    }

    @Test
    void takesNoRequestThatIsNotSlacks() {
        FakeSlack.SignedRequest request = slack.signed(click("acknowledge", "U0KIM", FakeSlack.TEAM, "1.1"));
        byte[] changed = request.body().clone();
        changed[changed.length - 1]++;

        assertThat(interactions.request(request.timestamp(), request.signature(), changed))
                .isEqualTo(Verdict.NOT_SIGNED);
        assertThat(interactions.request(null, null, request.body())).isEqualTo(Verdict.NOT_SIGNED);
        assertThat(interactions.request("1", request.signature(), request.body()))
                .isEqualTo(Verdict.NOT_SIGNED);
        try (SlackInteractions none = SlackInteractions.of(List.of(), actions, TERMS)) {
            assertThat(none.request(request.timestamp(), request.signature(), request.body()))
                    .isEqualTo(Verdict.NOT_HERE);
        }
        assertThat(actions.done()).isEmpty();
    }

    private void listen() {
        interactions.start();
        await().untilAsserted(() -> assertThat(slack.sockets()).isEqualTo(1));
    }

    private static Click click(String button, String user, String team, String actionTs) {
        return new Click(user, "someone", team, FakeSlack.ALERTS, "1.000001", button, "life-1", actionTs);
    }

    private Channel bot() {
        return ChannelConfigs.channel(
                new SlackChannels(DiscoverLinks.none(), TERMS),
                Map.of("APP", FakeSlack.APP_TOKEN, "SIGN", FakeSlack.SIGNING_SECRET),
                """
                shop:
                  slack:
                    token: xoxb-fake-bot-token
                    channel: C0ALERTS1
                    api: "%s"
                    appToken: "${env:APP}"
                    signingSecret: "${env:SIGN}"
                    allow: {users: {U0KIM: kim}, workspace: T0FAKE}
                """.formatted(slack.api()));
    }
}
