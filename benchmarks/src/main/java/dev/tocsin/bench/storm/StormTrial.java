package dev.tocsin.bench.storm;

import dev.tocsin.alert.notify.Circumstances;
import dev.tocsin.alert.notify.Delivery;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.notify.OutgoingRule;
import dev.tocsin.alert.notify.http.OutgoingCall.Terms;
import dev.tocsin.alert.notify.slack.SlackChannels;
import dev.tocsin.alert.route.Cares;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Suppressions;
import dev.tocsin.bench.storm.StormStore.Committed;
import dev.tocsin.elastic.embedded.EmbeddedPostgres;
import dev.tocsin.fakeslack.FakeSlack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Thousands of alerts fire within a minute, and half of them end in the next one; the engine's outbox, delivery and Slack
 * bot tell them to a Slack that limits the rate as Slack does. It goes on until nothing is left to tell.
 */
public final class StormTrial {
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration SAY = Duration.ofSeconds(30);
    private static final String TOKEN = "SLACK_BOT_TOKEN";

    private final Path folder;
    private final StormSize size;
    private final Duration patience;
    private final Consumer<String> progress;

    /** @param patience after which what is still untold is lost */
    public StormTrial(Path folder, StormSize size, Duration patience, Consumer<String> progress) {
        this.folder = folder;
        this.size = size;
        this.patience = patience;
        this.progress = progress;
    }

    public StormOutcome run() throws IOException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("postgres"), 0, true, progress);
                StormStore store = new StormStore(server);
                FakeSlack slack = FakeSlack.start(0)) {
            NotificationConfig config = configFor(slack);
            List<Committed> committed = new ArrayList<>();
            try (Delivery delivery = new Delivery(
                    store.outbox(),
                    config.channels(),
                    new Circumstances(() -> Suppressions.NONE, Cares.NONE, rule -> true, () -> 0),
                    new SimpleMeterRegistry(),
                    new Random(size.seed()))) {
                delivery.start();
                Router router = config.router();
                AlertStorm storm = AlertStorm.of(size);
                committed.addAll(pass(storm.firing(), alerts -> store.fire(alerts, router), delivery));
                progress.accept(size.alerts() + " alerts fire, half of them end now");
                committed.addAll(pass(storm.ending(), alerts -> store.end(alerts, router), delivery));
                awaitToldAll(store, slack);
            }
            return new StormRecount(slack.conversation(FakeSlack.ALERTS), slack.chatLog(), slack.refusals())
                    .of(committed, store.messages());
        }
    }

    private NotificationConfig configFor(FakeSlack slack) throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("channels.yml"), """
                storm:
                  slack: {token: "${env:%s}", channel: %s, api: "%s"}
                """.formatted(TOKEN, FakeSlack.ALERTS, slack.api()));
        Terms terms = new Terms(OutgoingRule.allowing(List.of("127.0.0.1")), ANSWER, InstantSource.system());
        NotificationConfig read = NotificationConfig.load(
                config, Map.of(TOKEN, FakeSlack.BOT_TOKEN), List.of(new SlackChannels(DiscoverLinks.none(), terms)));
        if (!read.problems().isEmpty()) {
            throw new IllegalStateException(read.problems().stream()
                    .map(ConfigProblem::inWords)
                    .toList()
                    .toString());
        }
        return read;
    }

    /** One transaction a second, and delivery is woken after it as the engine does. */
    private static List<Committed> pass(
            List<List<StormAlert>> seconds, Function<List<StormAlert>, List<Committed>> commit, Delivery delivery) {
        List<Committed> committed = new ArrayList<>();
        long start = System.nanoTime();
        for (int second = 0; second < seconds.size(); second++) {
            parkUntil(start + Duration.ofSeconds(second).toNanos());
            if (!seconds.get(second).isEmpty()) {
                committed.addAll(commit.apply(seconds.get(second)));
                delivery.wake();
            }
        }
        parkUntil(start + Duration.ofSeconds(seconds.size()).toNanos());
        return committed;
    }

    private static void parkUntil(long time) {
        long left;
        while ((left = time - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
    }

    private void awaitToldAll(StormStore store, FakeSlack slack) {
        long start = System.nanoTime();
        long said = start;
        long untold = store.untold();
        while (untold > 0 && System.nanoTime() - start < patience.toNanos()) {
            if (System.nanoTime() - said > SAY.toNanos()) {
                said = System.nanoTime();
                progress.accept(untold + " of the news are not told yet; Slack was given "
                        + slack.chatLog().size() + " messages, replies and edits");
            }
            LockSupport.parkNanos(LOOK.toNanos());
            untold = store.untold();
        }
    }
}
