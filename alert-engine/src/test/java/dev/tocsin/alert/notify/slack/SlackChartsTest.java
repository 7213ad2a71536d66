package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.LivingOutcome;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.chart.SeriesForTests;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatMessage;
import dev.tocsin.fakeslack.FakeSlack;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart of a message, from the post without it to the end, and all that can go wrong with it. */
final class SlackChartsTest {
    private static final Message WARNED = Lives.news(Tale.FIRED, Lives.WARNED, null, "i1");
    private static final Message ESCALATED = Lives.news(Tale.ESCALATED, Lives.ESCALATED, null, "i2");
    private static final Message RESOLVED = Lives.news(Tale.RESOLVED, Lives.RESOLVED, Lives.FIRED, "i3");

    private final AtomicInteger drawn = new AtomicInteger();
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
    void thePostGoesOutWithoutItAndIsChangedWhenItIsThere() throws IOException {
        SlackBot bot = bot();

        String posted = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        assertThat(card().blocks().toString()).doesNotContain("slack_file");
        String shown = shown(bot, Lives.life(posted, Lives.open(Lives.WARNED)));

        JsonObject image = image();
        assertThat(image.getString("alt_text"))
                .matches("chart: 60 windows up to 2026-11-23 10:14:00 UTC, at most 155, PNG \\d+ kB");
        byte[] png =
                slack.file(image.getJsonObject("slack_file").getString("id")).orElseThrow();
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(1600);
        assertThat(kinds()).containsExactly(ChatEntry.Kind.POST, ChatEntry.Kind.UPDATE);
        assertThat(SlackReference.parse(shown).orElseThrow().chart()).isNotNull();
    }

    @Test
    void isDrawnAnewWhenTheAlertBecomesCriticalAndWhenItEndsAndOnlyThen() {
        SlackBot bot = bot();
        Life warned = Lives.life(
                told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED)), Lives.open(Lives.WARNED));
        String first = shown(bot, warned);
        String firstFile = fileShown();

        // Somebody acknowledges: the message changes, the picture stays.
        LivingOutcome acknowledged =
                bot.show(Lives.life(first, new LifeAlert(Lives.WARNED, null, true, List.of("acknowledged by kim"))));
        bot.prepare(Lives.life(acknowledged.reference(), Lives.open(Lives.WARNED)));
        assertThat(fileShown()).isEqualTo(firstFile);
        assertThat(drawn).hasValue(1);

        Life critical = Lives.life(first, Lives.open(Lives.ESCALATED));
        String told = told(bot.tell(critical, ESCALATED));
        assertThat(fileShown()).as("until the new one is there").isEqualTo(firstFile);
        String second = shown(bot, Lives.life(told, Lives.open(Lives.ESCALATED)));
        assertThat(fileShown()).isNotEqualTo(firstFile);

        Life over = Lives.life(second, Lives.over(Lives.ESCALATED, Lives.RESOLVED));
        shown(bot, Lives.life(told(bot.tell(over, RESOLVED)), Lives.over(Lives.ESCALATED, Lives.RESOLVED)));
        assertThat(drawn).hasValue(3);
        assertThat(slack.files()).isEqualTo(3);
        assertThat(card().text()).startsWith("🟢 RESOLVED");
    }

    @Test
    void anotherEngineDrawsNothingThatTheMessageShows() {
        SlackBot bot = bot();
        String posted = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        String shown = shown(bot, Lives.life(posted, Lives.open(Lives.WARNED)));

        SlackBot restarted = bot();
        restarted.prepare(Lives.life(shown, Lives.open(Lives.WARNED)));
        restarted.show(Lives.life(shown, new LifeAlert(Lives.WARNED, null, true, List.of("by kim"))));

        assertThat(fileShown()).isNotEmpty();
        assertThat(drawn).hasValue(1);
        assertThat(slack.files()).isEqualTo(1);
    }

    @Test
    void isShownLaterWhereSlackStillWorksOnIt() {
        SlackBot bot = bot();
        String posted = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        slack.processFilesLate(2);
        Life life = Lives.life(posted, Lives.open(Lives.WARNED));

        bot.prepare(life);
        awaitPrepared(bot);
        LivingOutcome early = bot.show(life);
        assertThat(early.outcome()).as("the message is as it should be").isInstanceOf(Delivered.class);
        assertThat(card().blocks().toString()).doesNotContain("slack_file").contains("header");
        awaitPrepared(bot);
        bot.show(life);
        awaitPrepared(bot);
        bot.show(life);

        assertThat(fileShown()).isNotEmpty();
        assertThat(slack.files()).as("uploaded once").isEqualTo(1);
    }

    @Test
    void isDoneWithoutWhereSlackNeverShowsIt() {
        SlackBot bot = bot();
        String reference = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        slack.processFilesLate(1_000);
        bot.prepare(Lives.life(reference, Lives.open(Lives.WARNED)));

        for (int i = 0; i < 4; i++) {
            awaitPrepared(bot);
            reference = told(bot.show(Lives.life(reference, Lives.open(Lives.WARNED))));
        }

        Life life = Lives.life(reference, Lives.open(Lives.WARNED));
        bot.prepare(life);
        int entries = slack.chatLog().size();
        told(bot.show(life));
        assertThat(slack.chatLog()).hasSize(entries + 1);
        assertThat(bot.prepared()).isEmpty();
        assertThat(bot.lacks()).hasValue("messages go out without a chart: Slack does not show the file that it took");
        assertThat(card().blocks().toString()).contains("header").doesNotContain("slack_file");
        // Nor does another engine try again.
        SlackBot restarted = bot();
        restarted.prepare(life);
        assertThat(drawn).hasValue(1);
    }

    @Test
    void aDeletedFileTakesNothingElseFromTheMessage() {
        SlackBot bot = bot();
        String posted = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        String shown = shown(bot, Lives.life(posted, Lives.open(Lives.WARNED)));
        slack.deleteFile(fileShown());

        SlackBot restarted = bot();
        LivingOutcome outcome = restarted.tell(Lives.life(shown, Lives.open(Lives.ESCALATED)), ESCALATED);

        told(outcome);
        assertThat(card().text()).startsWith("🔴 CRITICAL");
        assertThat(card().blocks().toString()).contains("header").doesNotContain("slack_file");
    }

    @Test
    void withoutTheScopeMessagesGoWithoutAndItIsSaidHowToMendIt() {
        slack.withoutScope("files:write");
        SlackBot bot = bot();
        String posted = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        bot.prepare(Lives.life(posted, Lives.open(Lives.WARNED)));

        await().atMost(Duration.ofSeconds(20)).until(() -> bot.lacks().isPresent());
        assertThat(bot.lacks().orElseThrow()).contains("missing_scope", "files:write", "install the app again");
        assertThat(bot.standingTrouble()).isEmpty();
        for (int i = 0; i < 5; i++) {
            AlertNotice other = Notices.fired().group("service.name", "s" + i).build();
            bot.prepare(new Life("other-" + i, "g", posted, List.of(Lives.open(other))));
        }
        assertThat(drawn).as("nothing is drawn that cannot be uploaded").hasValue(1);
        assertThat(bot.prepared()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"files.getUploadURLExternal", "files.completeUploadExternal"})
    void aFailedUploadIsTriedOnceMore(String method) {
        slack.limitNext(method, 1, 1);
        SlackBot bot = bot();
        String posted = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));
        Life life = Lives.life(posted, Lives.open(Lives.WARNED));

        bot.prepare(life);
        await().atMost(Duration.ofSeconds(20)).until(() -> bot.lacks().isPresent());
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            bot.prepare(life);
            return bot.prepared().contains("life-1");
        });

        assertThat(drawn).hasValue(2);
        assertThat(bot.lacks()).isEmpty();
    }

    @Test
    void noneIsMadeOfAStormOfEventsOrOfWhatHasNoValue() {
        SlackBot bot = bot();
        List<LifeAlert> many = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            many.add(Lives.open(Notices.fired().group("host", "h" + i).build()));
        }
        LifeAlert event =
                Lives.open(Notices.of(TransitionKind.EVENT).matching(3).build());
        LifeAlert silent =
                Lives.open(Notices.of(TransitionKind.NO_DATA).value(null).build());
        String reference = new SlackReference(FakeSlack.ALERTS, "1.000001", "n").json();

        bot.prepare(new Life("storm", "g", reference, many));
        bot.prepare(new Life("more", "g", reference, many.subList(0, 1), 30));
        bot.prepare(new Life("event", "g", reference, List.of(event)));
        bot.prepare(new Life("silent", "g", reference, List.of(silent)));
        bot.prepare(new Life("alert", "g", reference, many.subList(0, 10)));

        await().atMost(Duration.ofSeconds(20)).until(() -> bot.prepared().equals(List.of("alert")));
        assertThat(drawn).hasValue(1);
    }

    @Test
    void ofSeveralAlertsItShowsTheWorstThatGoesOn() {
        LifeAlert old = Lives.open(
                Notices.fired().severity(Severity.WARNING).group("h", "old").build());
        LifeAlert worst = Lives.open(Notices.fired().group("h", "worst").build());
        LifeAlert over = Lives.over(Notices.fired().group("h", "over").build(), Lives.RESOLVED);

        assertThat(ChartStage.of(Lives.life(null, over, old, worst))
                        .orElseThrow()
                        .alert())
                .isEqualTo(worst);
        assertThat(ChartStage.of(Lives.life(null, over, old)).orElseThrow().alert())
                .isEqualTo(old);
        assertThat(ChartStage.of(Lives.life(null, over)).orElseThrow().alert()).isEqualTo(over);
    }

    @Test
    void whatCannotBeDrawnIsLeftOut() {
        AlertSeries broken = (breach, end) -> {
            throw new IllegalStateException("a bug");
        };
        SlackBot bot = bot(broken);
        String posted = told(bot.tell(Lives.life(null, Lives.open(Lives.WARNED)), WARNED));

        bot.prepare(Lives.life(posted, Lives.open(Lives.WARNED)));

        await().atMost(Duration.ofSeconds(20)).until(() -> bot.lacks().isPresent());
        assertThat(bot.prepared()).isEmpty();
    }

    private static void awaitPrepared(SlackBot bot) {
        await().atMost(Duration.ofSeconds(20)).until(() -> bot.prepared().contains("life-1"));
    }

    /** As delivery does it. */
    private static String shown(SlackBot bot, Life life) {
        bot.prepare(life);
        awaitPrepared(bot);
        return told(bot.show(life));
    }

    private static String told(LivingOutcome outcome) {
        assertThat(outcome.outcome()).isInstanceOf(Delivered.class);
        return String.valueOf(outcome.reference());
    }

    private ChatMessage card() {
        return slack.conversation(FakeSlack.ALERTS).getFirst();
    }

    private JsonObject image() {
        return card().blocks().getValuesAs(JsonObject.class).stream()
                .filter(block -> block.getString("type").equals("image"))
                .findFirst()
                .orElseThrow();
    }

    private String fileShown() {
        return image().getJsonObject("slack_file").getString("id");
    }

    private List<ChatEntry.Kind> kinds() {
        return slack.chatLog().stream().map(ChatEntry::kind).toList();
    }

    private SlackBot bot() {
        return bot((breach, end) -> {
            drawn.incrementAndGet();
            return Optional.of(SeriesForTests.failing());
        });
    }

    private SlackBot bot(AlertSeries series) {
        return new SlackBot(
                "shop",
                new SlackBotOptions(
                        FakeSlack.BOT_TOKEN,
                        FakeSlack.ALERTS,
                        Optional.empty(),
                        OutgoingUrl.of(slack.api().toString(), Plain.THIS_MACHINE),
                        Optional.empty()),
                DiscoverLinks.none(),
                new Terms(OutgoingRule.allowing(List.of("127.0.0.1")), Duration.ofSeconds(5), InstantSource.system()),
                series,
                new SlackCharts.Pauses(Duration.ofMillis(50), Duration.ofMillis(20)));
    }
}
