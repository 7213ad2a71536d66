package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import dev.tocsin.alert.HostileTexts;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.Life;
import dev.tocsin.alert.notify.LifeAlert;
import dev.tocsin.alert.notify.LivingOutcome;
import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.Story;
import dev.tocsin.alert.notify.Tale;
import dev.tocsin.alert.notify.chart.AlertSeries;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.http.OutgoingUrl;
import dev.tocsin.alert.notify.http.OutgoingUrl.Plain;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.state.TransitionKind;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages of a message as files in {@code src/test/resources/slack}; {@code -Dsnapshots.write=true} writes them anew. */
final class LifeRendererTest {
    private static final Path SNAPSHOTS = Path.of("src/test/resources/slack");
    private static final DiscoverLinks KIBANA = notice -> Optional.of("https://kibana.example.com/app/r?q="
            + notice.group().canonical().length() + "&to=" + notice.window().end());
    private static final Map<String, Life> STAGES = stages();

    private static Map<String, Life> stages() {
        Map<String, Life> stages = new LinkedHashMap<>();
        stages.put("life-1-warning", Lives.life(null, Lives.open(Lives.WARNED)));
        stages.put("life-2-critical", Lives.life(null, Lives.open(Lives.FIRED)));
        stages.put(
                "life-3-acknowledged",
                Lives.life(
                        null,
                        new LifeAlert(Lives.FIRED, null, true, List.of("acknowledged by kim until 14:00Z: on it"))));
        stages.put("life-4-resolved", Lives.life(null, Lives.over(Lives.FIRED, Lives.RESOLVED)));
        List<LifeAlert> several = new ArrayList<>();
        several.add(Lives.over(Lives.FIRED, Lives.RESOLVED));
        several.add(new LifeAlert(
                fired("cart-api", Severity.WARNING, 12.0), null, true, List.of("acknowledged by kim until 14:00Z")));
        several.add(Lives.open(fired("payment-api", Severity.CRITICAL, 2_400.0)));
        stages.put("life-5-several", Lives.life(null, several.toArray(LifeAlert[]::new)));
        stages.put(
                "life-6-no-data",
                Lives.life(
                        null,
                        Lives.open(Notices.of(TransitionKind.NO_DATA)
                                .value(null)
                                .severity(null)
                                .reason("no event in logs-shop-tocsin for 10 min")
                                .build())));
        stages.put(
                "life-7-event",
                Lives.life(
                        null,
                        Lives.open(Notices.of(TransitionKind.EVENT)
                                .value(null)
                                .severity(null)
                                .matching(3)
                                .samples("user root logged in")
                                .build())));
        stages.put("life-unwatched", Lives.life(null, Lives.over(Lives.FIRED, Lives.UNWATCHED)));
        stages.put(
                "life-8-differs",
                Lives.life(
                        null,
                        Lives.open(Notices.fired()
                                .samples("connection refused")
                                .differs("host.name", "node-3")
                                .differs("service.version", "1.4.2<")
                                .build())));
        return stages;
    }

    private static AlertNotice fired(String service, @Nullable Severity severity, double value) {
        return Notices.fired()
                .group("service.name", service)
                .severity(severity)
                .value(value)
                .build();
    }

    private static Life stage(String name) {
        return Objects.requireNonNull(STAGES.get(name));
    }

    static Stream<Arguments> stagesByName() {
        return STAGES.entrySet().stream().map(stage -> Arguments.of(stage.getKey(), stage.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stagesByName")
    void writesWhatTheSnapshotShows(String name, Life life) throws IOException {
        String json = new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(JsonParser.parseString(new LifeRenderer(KIBANA, true)
                                .render(life, List.of())
                                .json()))
                + "\n";

        Path snapshot = SNAPSHOTS.resolve(name + ".json");
        if (Boolean.getBoolean("snapshots.write")) {
            Files.writeString(snapshot, json);
        }
        assertThat(json).isEqualTo(Files.readString(snapshot));
    }

    @Test
    void hasButtonsOnlyWhereSomebodyListensAndSomethingGoesOn() {
        Life open = stage("life-2-critical");
        Life over = stage("life-4-resolved");
        Life acknowledged = stage("life-3-acknowledged");

        assertThat(json(new LifeRenderer(KIBANA, true), open))
                .contains("\"acknowledge\"", "\"silence-1h\"", "\"why\"", "\"value\":\"life-1\"");
        assertThat(json(new LifeRenderer(KIBANA, false), open)).doesNotContain("acknowledge", "silence-1h");
        assertThat(json(new LifeRenderer(KIBANA, true), over)).doesNotContain("silence-1h");
        assertThat(json(new LifeRenderer(KIBANA, true), acknowledged))
                .doesNotContain("\"acknowledge\"")
                .contains("\"silence-1h\"");
    }

    @Test
    void leavesOutARemarkThatShowsNothing() {
        Life life = Lives.life(null, new LifeAlert(Lives.FIRED, null, false, List.of("\u200b\u202e")));

        assertThat(json(new LifeRenderer(DiscoverLinks.none(), false), life)).doesNotContain("\"context\"");
    }

    @Test
    void countsWhatATableHasNoRoomFor() {
        List<LifeAlert> alerts = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            alerts.add(Lives.open(fired("service-" + i, Severity.WARNING, i)));
        }
        alerts.add(Lives.open(fired("worst", Severity.CRITICAL, 1)));

        SlackMessage card = new LifeRenderer(KIBANA, true).render(new Life("l", "g", null, alerts), List.of());

        assertThat(card.text()).startsWith("🔴 CRITICAL").contains("52 alerts");
        assertThat(card.json()).contains("and 32 more");
        assertThat(card.json().indexOf("worst"))
                .as("the worst first")
                .isLessThan(card.json().indexOf("service-0"));
    }

    @Test
    void keepsTheNumbersOfALongTitle() {
        AlertNotice one = Notices.fired().title("t".repeat(500)).group("a", "b").build();
        AlertNotice two = Notices.fired().title("t".repeat(500)).group("a", "c").build();

        assertThat(LifeRenderer.headlineOf(Lives.life(null, Lives.open(one), Lives.over(two, two))))
                .hasSizeLessThanOrEqualTo(150)
                .endsWith("…: 1 of 2 alerts");
    }

    /** The fake has Slack's limits; whatever stands in a life is posted, answered and changed with its blocks. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void keepsEveryLimitForAnyLife(long seed) throws IOException {
        Random random = new Random(seed);
        try (FakeSlack slack = FakeSlack.start(0)) {
            slack.limitRate(false);
            SlackBot bot = bot(slack);
            for (int i = 0; i < 12; i++) {
                Life life = anyLife(random, "life-" + i);
                Message news = new Message(
                        Tale.values()[random.nextInt(Tale.values().length)],
                        life.alerts().stream()
                                .map(alert -> new Story(
                                        LifeRenderer.storyOf(alert).tale(),
                                        alert.end() == null ? alert.breach() : alert.end(),
                                        alert.end() == null ? null : alert.breach(),
                                        Duration.ofSeconds(random.nextInt(200)),
                                        List.of("i" + random.nextInt())))
                                .toList(),
                        false);

                LivingOutcome posted = bot.tell(life, news);
                LivingOutcome replied =
                        bot.tell(new Life(life.id(), life.groupKey(), posted.reference(), life.alerts()), news);

                assertThat(posted.outcome()).as("seed %d, life %d", seed, i).isInstanceOf(Delivered.class);
                assertThat(replied.outcome())
                        .as("seed %d, life %d", seed, i)
                        .isEqualTo(new Delivered("200 in the thread"));
            }
            assertThat(slack.refusals()).as("seed %d", seed).isEmpty();
            assertThat(slack.conversation(FakeSlack.ALERTS)).hasSize(24).allSatisfy(message -> {
                assertThat(message.blocks()).isNotEmpty();
                assertThat(message.payload().toString()).doesNotContain("<!", "<@", "<#", "<http");
            });
        }
    }

    private static Life anyLife(Random random, String id) {
        List<LifeAlert> alerts = new ArrayList<>();
        int count = random.nextBoolean() ? 1 : 1 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            TransitionKind kind = TransitionKind.values()[random.nextInt(TransitionKind.values().length)];
            AlertNotice breach = anyNotice(random, kind);
            List<String> remarks = new ArrayList<>();
            for (int r = random.nextInt(4); r > 0; r--) {
                remarks.add(anyText(random));
            }
            alerts.add(new LifeAlert(
                    breach,
                    random.nextInt(3) == 0 ? anyNotice(random, TransitionKind.RESOLVED) : null,
                    random.nextBoolean(),
                    remarks));
        }
        return new Life(random.nextInt(10) == 0 ? "i".repeat(2_500) : id, "g", null, alerts);
    }

    private static AlertNotice anyNotice(Random random, TransitionKind kind) {
        Notices notice = Notices.of(kind)
                .rule(anyText(random))
                .title(anyText(random))
                .labels(Map.of("team", anyText(random)))
                .annotation("summary", anyText(random))
                .annotation(
                        "runbook",
                        random.nextBoolean()
                                ? "https://w.example.com/" + "r".repeat(random.nextInt(4_000))
                                : anyText(random))
                .group("service.name", anyText(random), "host", anyText(random), "a", "b", "c", "d", "e", "f", "g", "h")
                .severity(random.nextBoolean() ? Severity.CRITICAL : random.nextBoolean() ? Severity.WARNING : null)
                .value(random.nextInt(4) == 0 ? null : random.nextGaussian() * Math.pow(10, random.nextInt(20)))
                .reason(anyText(random))
                .samples(anyText(random), anyText(random), anyText(random), anyText(random), anyText(random));
        return notice.matching(random.nextInt(5_000)).build();
    }

    private static String anyText(Random random) {
        List<String> texts = new ArrayList<>(HostileTexts.all().values());
        texts.addAll(List.of(
                "", "plain", "x".repeat(11_000), "&".repeat(9_000), "😀".repeat(9_000), "\n".repeat(3_000), "*_~`"));
        return texts.get(random.nextInt(texts.size()));
    }

    private static SlackBot bot(FakeSlack slack) {
        return new SlackBot(
                "shop",
                new SlackBotOptions(
                        FakeSlack.BOT_TOKEN,
                        FakeSlack.ALERTS,
                        Optional.empty(),
                        OutgoingUrl.of(slack.api().toString(), Plain.THIS_MACHINE),
                        Optional.of(new SlackInteractionOptions(
                                Optional.of(FakeSlack.APP_TOKEN),
                                Optional.empty(),
                                Optional.empty(),
                                Map.of("U1", "kim")))),
                KIBANA,
                new Terms(OutgoingRule.allowing(List.of("127.0.0.1")), Duration.ofSeconds(5), InstantSource.system()),
                AlertSeries.none());
    }

    private static String json(LifeRenderer renderer, Life life) {
        return renderer.render(life, List.of()).json();
    }
}
