package dev.tocsin.launcher;

import dev.tocsin.launcher.part.Part;
import dev.tocsin.launcher.port.Door;
import dev.tocsin.launcher.port.Ports;
import dev.tocsin.launcher.terminal.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs everything on this machine until Ctrl-C. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Starts Elasticsearch, PostgreSQL, the ingest service and the alert engine, and stays until Ctrl-C.",
            "State is kept in the data folder and is there again at the next start.",
            "",
            "Set ELASTICSEARCH_URL (with ELASTICSEARCH_USERNAME and _PASSWORD, or _API_KEY, and _CA_FILE) or"
                    + " TOCSIN_DB_URL (with TOCSIN_DB_USER and TOCSIN_DB_PASSWORD) to use servers of your own."
                    + " SLACK_BOT_TOKEN with SLACK_CHANNEL, or SLACK_WEBHOOK_URL, makes Slack the default channel.",
            ""
        })
final class UpCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(
            names = "--config",
            paramLabel = "DIR",
            description = "Configuration and rules (TOCSIN_CONFIG; default: config beside this program).")
    @Nullable
    Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where all state is kept (TOCSIN_DATA; default: data beside this program).")
    @Nullable
    Path data;

    UpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        long begin = System.nanoTime();
        Terminal terminal = surroundings.terminal();
        HouseOptions options = new HouseOptions(
                surroundings.config(config),
                surroundings.data(data),
                Ports.from(surroundings.environment()),
                surroundings.environment(),
                Map.of(),
                false);
        House house = House.prepare(options, surroundings.installation(), terminal);
        return Foreground.run(house, terminal, () -> {}, () -> {}, () -> {
            house.rehearse();
            if (options.embedsElasticsearch()) {
                ElasticsearchFetch.unlessHere(surroundings.installation(), terminal);
            }
            house.open();
            AddressTable.of(house, Duration.ofNanos(System.nanoTime() - begin)).forEach(terminal::line);
            Attention.tell(
                    terminal,
                    surroundings
                            .desk()
                            .engineOf(
                                    URI.create(house.list().url(Door.ENGINE)),
                                    house.list().certificate(Door.ENGINE)));
            Part dead = house.firstDeath().get();
            if (house.isClosing()) {
                return 0;
            }
            Obituary.tell(dead, terminal);
            terminal.line("Everything stops now. What was acknowledged is kept; ./tocsin up goes on with it.");
            return 1;
        });
    }
}
