package dev.tocsin.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The crash harnesses, short: {@code ./tocsin bench crash} and {@code ./tocsin bench outage} run them for longer. */
class CrashTrialsIT {
    private static final int MOST_SERIES = 3;

    @TempDir
    static Path serverFolder;

    private static EmbeddedElasticsearch server;

    private final long seed = System.nanoTime();

    @TempDir
    Path folder;

    @BeforeAll
    static void startElasticsearch() throws Exception {
        server = EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(serverFolder));
    }

    @AfterAll
    static void stopElasticsearch() {
        server.close();
    }

    static List<String> rows() {
        return CrashTrials.names();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatWasAcknowledgedIsThereOnceWhatever(String row) throws Exception {
        List<Row> played = new CrashTrials(server, folder, seed, Sabotage.NONE, line -> {})
                .play(List.of(row), Duration.ofSeconds(3));

        assertThat(played).as("seed %d", seed).hasSize(1).allMatch(Row::isClean);
    }

    static Stream<Arguments> sabotagesAndTheirRows() {
        return Stream.of(Sabotage.values())
                .flatMap(sabotage -> sabotage.rows().stream().sorted().map(row -> Arguments.of(sabotage, row)));
    }

    @Test
    void eachRowHasASabotageThatItHasToSee() {
        assertThat(sabotagesAndTheirRows().map(arguments -> arguments.get()[1]))
                .containsExactlyInAnyOrderElementsOf(CrashTrials.names());
    }

    /** At random moments: a short series need not meet the right one, so there may be three. */
    @ParameterizedTest
    @MethodSource("sabotagesAndTheirRows")
    void whatIsBrokenOnPurposeIsSeen(Sabotage sabotage, String row) throws Exception {
        List<Row> played = new ArrayList<>();
        while (played.size() < MOST_SERIES && played.stream().noneMatch(sabotage::isSeenIn)) {
            Path home = folder.resolve("series" + played.size());
            played.addAll(new CrashTrials(server, home, seed + played.size(), sabotage, line -> {})
                    .play(List.of(row), Duration.ofSeconds(2)));
        }

        assertThat(played).as("seed %d", seed).anyMatch(sabotage::isSeenIn);
    }

    @Test
    void whatTheAppenderLosesIsMeasuredAndNothingIsDoubled() throws Exception {
        TcpCrashTrial.Outcome outcome =
                new TcpCrashTrial(folder.resolve("ingest"), server.url(), 1, seed, line -> {}).run();

        assertThat(outcome.doubled()).as("seed %d: %s", seed, outcome).isZero();
        // How much depends on how long the service takes to start again.
        assertThat(outcome.lost()).as("seed %d: %s", seed, outcome).isLessThan(outcome.logged());
    }

    @Test
    void nothingIsLostMissedOrCountedWrongWhenElasticsearchGoesAwayAndTheEngineDies() throws Exception {
        OutageTrial.Outcome outcome = new OutageTrial(folder, Duration.ofSeconds(20), line -> {}).run();

        assertThat(outcome.isGood()).as("%s", outcome).isTrue();
    }
}
