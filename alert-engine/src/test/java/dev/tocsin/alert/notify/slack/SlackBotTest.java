package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.ChannelConfigs;
import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.LivingOutcome;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatMessage;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlackBotTest {
    private static final Message FIRED = Lives.news(Tale.FIRED, Lives.FIRED, null, "i1");
    private static final Message WARNED = Lives.news(Tale.FIRED, Lives.WARNED, null, "i1");
    private static final Message ESCALATED = Lives.news(Tale.ESCALATED, Lives.ESCALATED, null, "i2");
    private static final Message RESOLVED = Lives.news(Tale.RESOLVED, Lives.RESOLVED, Lives.FIRED, "i3");

    private FakeSlack slack;

    @BeforeEach
    void start() throws IOException {
        slack = FakeSlack.start(0);
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void keepsOneMessageFromTheFirstPageToTheResolve() {
        SlackBot bot = bot("");

        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        told(bot.tell(Lives.life(reference, Lives.open(Lives.ESCALATED)), ESCALATED));
        told(bot.tell(Lives.life(reference, Lives.over(Lives.ESCALATED, Lives.RESOLVED)), RESOLVED));

        List<ChatMessage> all = slack.conversation(FakeSlack.ALERTS);
        ChatMessage card = all.getFirst();
        assertThat(card.text()).startsWith("🟢 RESOLVED — Checkout is failing: checkout-api");
        assertThat(card.blocks().toString()).as("the values stay").contains("It fired with *143*", "Now *3*");
        assertThat(slack.replies(FakeSlack.ALERTS, card.ts()))
                .extracting(message -> message.text().lines().findFirst().orElse(""))
                .containsExactly(
                        "🔴 NOW CRITICAL — Checkout is failing: checkout-api",
                        "🟢 RESOLVED — Checkout is failing: checkout-api");
        assertThat(slack.shownIn(FakeSlack.ALERTS))
                .as("the message, and the escalation")
                .hasSize(2);
        assertThat(slack.chatLog())
                .extracting(ChatEntry::kind)
                .containsExactly(
                        ChatEntry.Kind.POST,
                        ChatEntry.Kind.BROADCAST,
                        ChatEntry.Kind.UPDATE,
                        ChatEntry.Kind.REPLY,
                        ChatEntry.Kind.UPDATE);
    }

    @Test
    void callsPeopleAtTheFirstPageAndAtAnEscalationOnly() {
        SlackBot bot = bot(", mention: \"@here\"");

        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        told(bot.tell(Lives.life(reference, Lives.open(Lives.ESCALATED)), ESCALATED));
        told(bot.tell(Lives.life(reference, Lives.over(Lives.ESCALATED, Lives.RESOLVED)), RESOLVED));

        assertThat(slack.chatLog())
                .extracting(
                        entry -> entry.kind() + " " + entry.payload().toString().contains("<!here>"))
                .containsExactly("POST true", "BROADCAST true", "UPDATE false", "REPLY false", "UPDATE false");
    }

    @Test
    void showsWhatHasChangedWithoutTellingAnybody() {
        SlackBot bot = bot("");
        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED));

        LivingOutcome outcome = bot.show(Lives.life(
                reference, new LifeAlert(Lives.FIRED, null, true, List.of("acknowledged by kim until 14:00Z"))));

        assertThat(outcome.outcome()).isInstanceOf(Delivered.class);
        assertThat(slack.conversation(FakeSlack.ALERTS)).singleElement().satisfies(card -> {
            assertThat(card.text()).startsWith("🟡 ACKNOWLEDGED");
            assertThat(card.blocks().toString()).contains("acknowledged by kim until 14:00Z");
        });
    }

    @Test
    void findsItsMessageAgainWhenTheAnswerWasLost() {
        SlackBot bot = bot("");
        slack.dropNextAfterDoing("chat.postMessage", 1);
        LivingOutcome lost = bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED);

        LivingOutcome again = bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), Lives.repeated(FIRED));

        assertThat(lost.outcome()).isInstanceOf(Unknown.class);
        assertThat(lost.reference()).isNull();
        assertThat(again.outcome()).isInstanceOf(Delivered.class);
        assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(1);
        assertThat(SlackReference.parse(again.reference()).orElseThrow().ts())
                .isEqualTo(slack.conversation(FakeSlack.ALERTS).getFirst().ts());
    }

    @Test
    void postsAgainWhatHasCertainlyNotArrived() {
        SlackBot bot = bot("");
        slack.dropNextBeforeDoing("chat.postMessage", 1);
        assertThat(bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED).outcome())
                .isInstanceOf(Unknown.class);

        told(bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), Lives.repeated(FIRED)));

        assertThat(slack.conversation(FakeSlack.ALERTS))
                .singleElement()
                .satisfies(card ->
                        assertThat(card.blocks().toString()).as("it is certain").doesNotContain("Perhaps a repeat"));
    }

    @Test
    void saysThatItMayBeARepeatWhereItMayNotLook() {
        slack.withoutScope("channels:history");

        told(bot("").tell(Lives.life(null, Lives.open(Lives.FIRED)), Lives.repeated(FIRED)));

        assertThat(slack.conversation(FakeSlack.ALERTS).getFirst().blocks().toString())
                .contains("Perhaps a repeat");
    }

    @Test
    void repliesOnceWhenTheAnswerToTheReplyWasLost() {
        SlackBot bot = bot("");
        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED));
        slack.dropNextAfterDoing("chat.postMessage", 1);
        var life = Lives.life(reference, Lives.over(Lives.FIRED, Lives.RESOLVED));
        assertThat(bot.tell(life, RESOLVED).outcome()).isInstanceOf(Unknown.class);

        told(bot.tell(life, Lives.repeated(RESOLVED)));

        ChatMessage card = slack.conversation(FakeSlack.ALERTS).getFirst();
        assertThat(slack.replies(FakeSlack.ALERTS, card.ts())).hasSize(1);
        assertThat(card.text()).startsWith("🟢");
    }

    @Test
    void looksFirstEvenIfTheLookFailsAtFirst() {
        slack.failNext("conversations.history", 1, 500, "oops");
        SlackBot bot = bot("");

        LivingOutcome outcome = bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), Lives.repeated(FIRED));

        assertThat(outcome.outcome()).isInstanceOf(TryLater.class);
        assertThat(slack.conversation(FakeSlack.ALERTS)).isEmpty();
    }

    @Test
    void repliesOnceAndChangesLaterWhenTheEditHasToWait() {
        SlackBot bot = bot("");
        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED));
        slack.limitNext("chat.update", 1, 7);
        var life = Lives.life(reference, Lives.over(Lives.FIRED, Lives.RESOLVED));

        LivingOutcome first = bot.tell(life, RESOLVED);
        told(bot.tell(life, RESOLVED));

        assertThat(first.outcome())
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.after()).contains(Duration.ofSeconds(7)));
        assertThat(first.reference()).isEqualTo(reference);
        ChatMessage card = slack.conversation(FakeSlack.ALERTS).getFirst();
        assertThat(slack.replies(FakeSlack.ALERTS, card.ts())).hasSize(1);
        assertThat(card.text()).startsWith("🟢");
    }

    @Test
    void postsAnewWhatSomebodyHasDeletedAndSaysSo() {
        SlackBot bot = bot("");
        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED));
        slack.delete(slack.conversation(FakeSlack.ALERTS).getFirst());

        LivingOutcome outcome = bot.tell(Lives.life(reference, Lives.over(Lives.FIRED, Lives.RESOLVED)), RESOLVED);

        assertThat(outcome.outcome()).isInstanceOf(Delivered.class);
        assertThat(outcome.reference()).isNotNull().isNotEqualTo(reference);
        assertThat(slack.shownIn(FakeSlack.ALERTS))
                .singleElement()
                .satisfies(card -> assertThat(card.blocks().toString()).contains("was deleted"));
        assertThat(bot.show(Lives.life(reference, Lives.open(Lives.FIRED))))
                .satisfies(shown -> assertThat(shown.outcome()).isInstanceOf(Refused.class))
                .satisfies(shown -> assertThat(shown.reference()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"edit_window_closed", "cant_update_message"})
    void tellsInTheThreadWhereItMayNotEdit(String word) {
        SlackBot bot = bot("");
        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED));
        slack.refuseEdits(word);

        LivingOutcome outcome = bot.tell(Lives.life(reference, Lives.over(Lives.FIRED, Lives.RESOLVED)), RESOLVED);

        assertThat(outcome.outcome())
                .isInstanceOfSatisfying(
                        Delivered.class,
                        delivered -> assertThat(delivered.answer()).contains(word, "stays as it was"));
        assertThat(outcome.reference()).isEqualTo(reference);
        assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(2);
    }

    @Test
    void tellsInPlainWordsWhatSlackRefusesAsBlocks() {
        slack.refuseNext("chat.postMessage", 1, "invalid_blocks");

        told(bot("").tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED));

        assertThat(slack.conversation(FakeSlack.ALERTS)).singleElement().satisfies(card -> {
            assertThat(card.blocks()).isEmpty();
            assertThat(card.text()).contains("CRITICAL", "143");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ratelimited, TryLater, ",
        "service_unavailable, TryLater, ",
        "internal_error, Unknown, ",
        "fatal_error, Unknown, ",
        "invalid_auth, TryLater, look at token",
        "token_revoked, TryLater, install the app again",
        "not_in_channel, TryLater, /invite",
        "channel_not_found, TryLater, id such as C0123ABCD",
        "is_archived, TryLater, archived",
        "msg_too_long, Refused, ",
        "something_new, Refused, "
    })
    void knowsWhatSlacksWordsMean(String word, String outcome, String hint) {
        slack.refuseNext("chat.postMessage", 1, word);

        DeliveryOutcome told =
                bot("").tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED).outcome();

        assertThat(told.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(told.toString()).contains(word, hint == null ? "" : hint).doesNotContain(FakeSlack.BOT_TOKEN);
        assertThat(slack.conversation(FakeSlack.ALERTS)).isEmpty();
    }

    @Test
    void honoursRetryAfter() {
        slack.limitNext("chat.postMessage", 1, 30);

        assertThat(bot("").tell(Lives.life(null, Lives.open(Lives.FIRED)), FIRED)
                        .outcome())
                .isEqualTo(new TryLater(Optional.of(Duration.ofSeconds(30)), "429 ratelimited"));
    }

    @Test
    void goesOnWhereItsChannelWasChangedInTheFile() {
        String elsewhere = new SlackReference("C0GONE000", "1.000001", "k").json();

        LivingOutcome outcome = bot("").tell(Lives.life(elsewhere, Lives.open(Lives.ESCALATED)), ESCALATED);

        assertThat(outcome.outcome()).isInstanceOf(Delivered.class);
        assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(1);
    }

    @Test
    void saysWhyItCannotReachSlack() {
        assertThat(bot("").troubleReaching()).isEmpty();

        slack.revokeTokens();

        assertThat(bot("").troubleReaching())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("token_revoked", "install the app again"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                             | and so is a bot's token
            {token: xoxb-fake-bot-token}                                   | channel: missing
            {channel: C0ALERTS1}                                           | token: missing
            {token: xoxb-fake-bot-token, channel: "#alerts"}               | is not the id of a channel
            {token: xapp-fake-app-token, channel: C0ALERTS1}               | is not a bot token of Slack
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, webhook: "https://hooks.slack.com/services/T/B/x"} | either a bot or a webhook
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, mention: kim} | is nobody that Slack can call
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, api: "http://example.com/api"} | has to begin with https
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, appToken: xoxb-no, allow: {users: {U1234: kim}}} | is not an app-level token
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, appToken: xapp-1234} | nobody may press a button
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, allow: {users: {U1234: kim}}} | nobody listens to buttons
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, signingSecret: abcd, allow: {users: {kim: kim}}} | is not the id of a user
            {token: xoxb-fake-bot-token, channel: C0ALERTS1, colour: red}  | unknown key
            {chanel: C0ALERTS1}                                            | did you mean 'channel'?
            """)
    void saysWhatIsWrongWithItsOptions(String options, String complaint) {
        assertThat(ChannelConfigs.problems(channels(), Map.of(), "shop: {slack: " + options + "}"))
                .anyMatch(problem -> problem.contains(complaint))
                .noneMatch(problem -> problem.contains("xoxb-fake"));
    }

    @Test
    void isSetByTheEnvironmentAlone() {
        ChannelConfigs.channel(
                        channels(),
                        Map.of(
                                "SLACK_BOT_TOKEN",
                                FakeSlack.BOT_TOKEN,
                                "SLACK_CHANNEL",
                                FakeSlack.ALERTS,
                                "SLACK_API_URL",
                                slack.api().toString(),
                                "SLACK_WEBHOOK_URL",
                                "https://hooks.slack.com/services/T/B/x"),
                        "")
                .send(FIRED);

        assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(1);
        assertThat(ChannelConfigs.problems(
                        channels(), Map.of("SLACK_BOT_TOKEN", FakeSlack.BOT_TOKEN, "SLACK_CHANNEL", "#alerts"), ""))
                .singleElement()
                .asString()
                .contains("SLACK_CHANNEL", "'#alerts' is not the id of a channel", "C0123ABCD");
    }

    @ParameterizedTest
    @CsvSource({
        "@here, <!here>",
        "@channel, <!channel>",
        "U0123, <@U0123>",
        "S0123, <!subteam^S0123>",
        "<!subteam^S0123>, <!subteam^S0123>"
    })
    void writesAMentionAsSlackReadsIt(String written, String mark) {
        assertThat(SlackBotOptions.mark(written)).contains(mark);
    }

    private static String told(LivingOutcome outcome) {
        assertThat(outcome.outcome()).isInstanceOf(Delivered.class);
        assertThat(outcome.reference()).isNotNull();
        return String.valueOf(outcome.reference());
    }

    private SlackBot bot(String more) {
        return (SlackBot) ChannelConfigs.channel(
                channels(),
                Map.of("TOKEN", FakeSlack.BOT_TOKEN),
                "shop: {slack: {token: \"${env:TOKEN}\", channel: " + FakeSlack.ALERTS + ", api: \"" + slack.api()
                        + "\"" + more + "}}");
    }

    private static SlackChannels channels() {
        return new SlackChannels(
                DiscoverLinks.none(),
                new Terms(OutgoingRule.allowing(List.of("127.0.0.1")), Duration.ofSeconds(5), InstantSource.system()));
    }
}
