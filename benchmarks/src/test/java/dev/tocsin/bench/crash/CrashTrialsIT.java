package dev.tocsin.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The crash harnesses, short: {@code ./tocsin bench crash} and {@code ./tocsin bench outage} run them for longer. */
class CrashTrialsIT {
    @TempDir
    Path folder;

    @Test
    void whatTheHttpDoorAcknowledgedSurvivesKillsAndIsThereOnce() throws Exception {
        long seed = System.nanoTime();
        try (EmbeddedElasticsearch server =
                EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder.resolve("elasticsearch")))) {
            HttpCrashTrial.Outcome outcome =
                    new HttpCrashTrial(folder.resolve("ingest"), server.url(), 4, seed, line -> {}).run();

            assertThat(outcome.acknowledged()).as("seed %d: %s", seed, outcome).isPositive();
            assertThat(outcome.lost()).as("seed %d: %s", seed, outcome).isZero();
            assertThat(outcome.doubled()).as("seed %d: %s", seed, outcome).isZero();
        }
    }

    @Test
    void whatTheAppenderLosesIsMeasuredAndNothingIsDoubled() throws Exception {
        long seed = System.nanoTime();
        try (EmbeddedElasticsearch server =
                EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(folder.resolve("elasticsearch")))) {
            TcpCrashTrial.Outcome outcome =
                    new TcpCrashTrial(folder.resolve("ingest"), server.url(), 1, seed, line -> {}).run();

            assertThat(outcome.doubled()).as("seed %d: %s", seed, outcome).isZero();
            assertThat(outcome.lost()).as("seed %d: %s", seed, outcome).isLessThan(outcome.logged() / 2);
        }
    }

    @Test
    void nothingIsLostMissedOrCountedWrongWhenElasticsearchGoesAwayAndTheEngineDies() throws Exception {
        OutageTrial.Outcome outcome = new OutageTrial(folder, Duration.ofSeconds(20), line -> {}).run();

        assertThat(outcome.isGood()).as("%s", outcome).isTrue();
    }
}
