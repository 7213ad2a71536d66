package dev.tocsin.launcher;

import dev.tocsin.launcher.demo.OutageStory;
import dev.tocsin.launcher.demo.Verdict;
import dev.tocsin.launcher.part.Part;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.port.Ports;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole product in a minute, on real servers in a temporary folder. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what Tocsin does, in a minute or two, and ends by itself.",
            "A shop has an ordinary day, a payment outage and a recovery; the alarm is posted, and its message changes"
                    + " when it is over; then it is counted whether every event is in Elasticsearch. Exit code 0 only if"
                    + " all of that is true.",
            "",
            "Runs on servers of its own, on free ports, in a temporary folder. Messages are printed; set"
                    + " SLACK_BOT_TOKEN and SLACK_CHANNEL, or SLACK_WEBHOOK_URL, to see them in Slack too.",
            ""
        })
final class DemoCommand implements Callable<Integer> {
    /** Variables that mean servers, doors and secrets of somebody, by the beginning of their names. */
    private static final List<String> OURS = List.of("ELASTICSEARCH_", "TOCSIN_", "SLACK_", "KIBANA_");

    private final Surroundings surroundings;

    @Option(names = "--keep", description = "Leaves everything running at the end, to look around, until Ctrl-C.")
    boolean keep;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        Terminal terminal = surroundings.terminal();
        // Elasticsearch may have to run as another user, who has to get through to its own folder.
        Path folder = Files.createTempDirectory("tocsin-demo-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path config = surroundings.installation().config().resolve("demo");
        int code = 1;
        try (OutageStory story =
                OutageStory.prepare(terminal, config.resolve("rules"), surroundings.environment(), Clock.systemUTC())) {
            Map<String, String> slack = new HashMap<>(story.slack());
            slack.put("TOCSIN_OUTGOING_ALLOW", "127.0.0.1");
            HouseOptions options = new HouseOptions(config, folder, Ports.free(), ownServersOnly(), slack, true);
            House house = House.prepare(options, surroundings.installation(), terminal);
            AtomicReference<@Nullable Verdict> verdict = new AtomicReference<>(null);
            code = Foreground.run(
                    house, terminal, story::close, () -> delete(folder), () -> run(house, story, verdict, begin));
            conclude(verdict.get(), since(begin));
            return code;
        } finally {
            if (code == 0) {
                delete(folder);
            } else if (Files.exists(folder)) {
                terminal.problem("The logs are kept in " + folder.resolve("logs"));
            }
        }
    }

    private int run(House house, OutageStory story, AtomicReference<@Nullable Verdict> verdict, long begin)
            throws Exception {
        Terminal terminal = surroundings.terminal();
        terminal.line("Real servers are started for this, in " + house.options().data() + ":");
        ElasticsearchFetch.unlessHere(surroundings.installation(), terminal);
        house.open();
        CompletableFuture<Part> death = house.firstDeath();
        Thread teller = Thread.currentThread();
        death.thenAccept(dead -> {
            Obituary.tell(dead, terminal);
            teller.interrupt();
        });
        try {
            return tell(house, story, verdict, begin);
        } catch (InterruptedException e) {
            return 1; // a part has died
        } finally {
            Thread.interrupted(); // what is left to do is to stop in order
        }
    }

    private int tell(House house, OutageStory story, AtomicReference<@Nullable Verdict> verdict, long begin)
            throws IOException, InterruptedException {
        Terminal terminal = surroundings.terminal();
        Verdict came = story.tell(
                surroundings.installation().command("examples/shop", List.of("-XX:TieredStopAtLevel=1", "-Xmx128m")),
                "127.0.0.1:" + house.options().ports().of(Door.TCP),
                house.list().elasticsearch(),
                house.options().log("shop"));
        if (keep) {
            conclude(came, since(begin));
            AddressTable.of(house, since(begin)).forEach(terminal::line);
            terminal.line("  Look around in another shell: export TOCSIN_DATA="
                    + house.options().data() + ", then ./tocsin tail, ./tocsin rules list");
            new CountDownLatch(1).await(); // until Ctrl-C, or until a part dies
        }
        terminal.line("");
        verdict.set(came);
        return came.complaints().isEmpty() ? 0 : 1;
    }

    /** The last lines, after everything else has been said. */
    private void conclude(@Nullable Verdict verdict, Duration took) {
        if (verdict == null) {
            return;
        }
        Terminal terminal = surroundings.terminal();
        terminal.line("");
        verdict.lines().forEach(line -> terminal.line("  " + line));
        if (verdict.complaints().isEmpty()) {
            terminal.done("all of it as promised", took);
        } else {
            verdict.complaints().forEach(terminal::problem);
            terminal.problem("not as promised, after " + Terminal.seconds(took));
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** The demonstration never touches servers of anybody. */
    private Map<String, String> ownServersOnly() {
        Map<String, String> environment = new HashMap<>(surroundings.environment());
        environment.replaceAll((name, value) -> OURS.stream().anyMatch(name::startsWith) ? "" : value);
        return environment;
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
