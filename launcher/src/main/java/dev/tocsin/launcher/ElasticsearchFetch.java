package dev.tocsin.launcher;

import dev.tocsin.elastic.embedded.Cache;
import dev.tocsin.elastic.embedded.ElasticsearchDistribution;
import dev.tocsin.elastic.embedded.LeashedProcess;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Progress;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Has Maven fetch the embedded Elasticsearch into the cache, and shows how far it is. */
final class ElasticsearchFetch {
    private static final long MEGABYTE = 1_000_000;
    private static final int SIZE_MEGABYTES = 132;
    private static final int TAIL = 8;

    private ElasticsearchFetch() {}

    /** Does nothing if it is on this machine already. */
    static void unlessHere(Installation installation, Terminal terminal) throws IOException {
        if (ElasticsearchDistribution.isHere()) {
            return;
        }
        Path cache = Cache.folder();
        terminal.line("  Elasticsearch " + ElasticsearchDistribution.VERSION + " is fetched once from Maven Central ("
                + SIZE_MEGABYTES + " MB), by Maven and its settings.xml,");
        terminal.line("  into " + cache + " (TOCSIN_CACHE sets another place).");
        long begin = System.nanoTime();
        copyInto(cache, installation, terminal);
        ElasticsearchDistribution.home(terminal::line);
        // Unpacked it is 150 MB; Maven has the zip in its own repository still.
        Files.deleteIfExists(cache.resolve("elasticsearch-" + ElasticsearchDistribution.VERSION + ".zip"));
        terminal.done("Elasticsearch is fetched, its checksum is right", Duration.ofNanos(System.nanoTime() - begin));
    }

    private static void copyInto(Path cache, Installation installation, Terminal terminal) throws IOException {
        Path log = cache.resolve("fetch.log");
        Files.deleteIfExists(log);
        List<String> command = List.of(
                installation.home().resolve("mvnw").toString(),
                "-B",
                "-N",
                "-f",
                installation.home().resolve("pom.xml").toString(),
                "dependency:copy",
                "-Dartifact=" + ElasticsearchDistribution.ARTIFACT,
                "-DoutputDirectory=" + cache);
        try (LeashedProcess maven = LeashedProcess.start("maven", command, Map.of(), log);
                Progress progress = terminal.progress("fetching Elasticsearch")) {
            Integer code = null;
            while (code == null) {
                progress.now("fetching Elasticsearch: " + megabytesThere() + " of " + SIZE_MEGABYTES + " MB");
                code = maven.onExit()
                        .completeOnTimeout(null, 500, TimeUnit.MILLISECONDS)
                        .join();
            }
            if (code != 0) {
                throw new Problem(whyNot(maven, log));
            }
        }
    }

    private static String whyNot(LeashedProcess maven, Path log) {
        List<String> errors = maven.lastLogLines(200).stream()
                .filter(line -> line.startsWith("[ERROR]") && line.length() > "[ERROR] ".length())
                .limit(TAIL)
                .toList();
        return "Maven could not fetch " + ElasticsearchDistribution.ARTIFACT + "; all it said is in " + log + ":\n  "
                + String.join("\n  ", errors.isEmpty() ? maven.lastLogLines(TAIL) : errors)
                + "\nIs there a network? A mirror or a proxy belongs into ~/.m2/settings.xml. Or set ELASTICSEARCH_URL to"
                + " an Elasticsearch of your own.";
    }

    /** How much has arrived, as far as Maven's local repository lies where it usually does. */
    private static long megabytesThere() {
        Path folder = Path.of(
                System.getProperty("user.home", ""),
                ".m2/repository/org/elasticsearch/distribution/integ-test-zip/elasticsearch",
                ElasticsearchDistribution.VERSION);
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElse(0) / MEGABYTE;
        } catch (IOException e) {
            return 0; // nothing has arrived yet
        }
    }
}
