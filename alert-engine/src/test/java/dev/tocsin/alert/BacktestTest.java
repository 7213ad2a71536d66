package dev.tocsin.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.query.ScriptedElasticsearch;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.RulesForTests;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many windows with many groups, in memory that has an end. */
class BacktestTest {
    private static final Instant SINCE = Instant.parse("2026-11-23T10:00:00Z");
    private static final String REST =
            "\"timed_out\":false,\"status\":200,\"hits\":{\"total\":{\"value\":9,\"relation\":\"eq\"},\"hits\":[]}";
    private static final String FAILED = "{\"_shards\":{\"total\":2,\"failed\":1}," + REST + "}";

    /** Of groups in a window, about a fiftieth of it. */
    private static final long ROUND_BYTES = 3 << 20;

    private static final String GROUPS = IntStream.range(0, 90)
            .mapToObj(i -> "{\"key\":{\"g0\":\"" + "host-of-a-long-name-".repeat(8) + i + "\"},\"doc_count\":9}")
            .collect(Collectors.joining(
                    ",",
                    "{\"_shards\":{\"total\":1,\"failed\":0}," + REST + ",\"aggregations\":{\"groups\":{\"buckets\":[",
                    "]}}}"));

    @TempDir
    Path config;

    /** Where it was when it told: decided windows of all. */
    private final List<Integer> told = new ArrayList<>();

    private BacktestReport test(int windows, UnaryOperator<String> reply) throws IOException {
        Rule rule = RulesForTests.over("logs", "r", """
                groupBy: [host.name]
                maxGroups: 1
                condition: {count: hits, threshold: {above: 10}}
                window: 1m
                every: 1m
                noData: ok
                """);
        try (ScriptedElasticsearch server = new ScriptedElasticsearch();
                ElasticLink link = ElasticLink.open(ElasticSettings.of(server.url()))) {
            server.reply(reply);
            return Backtest.run(
                    new BacktestAsk(rule, SINCE, SINCE.plusSeconds(60L * windows), Map.of()),
                    link,
                    new ChannelPlaces(config, Map.of()),
                    InstantSource.fixed(SINCE.plusSeconds(1_000_000)),
                    (done, of) -> told.add(done),
                    ROUND_BYTES);
        }
    }

    @Test
    void holdsNoMoreAnswersThanFitAndLeavesNoWindowOut() throws IOException {
        BacktestReport report = test(100, _ -> GROUPS);

        assertThat(told)
                .as("a part of the answers at a time")
                .hasSizeGreaterThan(1)
                .endsWith(100);
        assertThat(report.count(BacktestWindow.Sight.DECIDED)).isEqualTo(100);
        assertThat(report.windows())
                .extracting(window -> window.window().end())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsAskedAgainFitsAsWell() throws IOException {
        // given: every second window fails in company
        int[] asked = new int[1];
        List<String> failed = new ArrayList<>();
        UnaryOperator<String> reply = search -> {
            if (asked[0]++ % 2 == 0 && !failed.contains(search)) {
                failed.add(search);
                return FAILED;
            }
            return GROUPS;
        };

        BacktestReport report = test(100, reply);

        assertThat(told).hasSizeGreaterThan(1).endsWith(100);
        assertThat(report.count(BacktestWindow.Sight.DECIDED)).isEqualTo(100);
    }

    @Test
    void whatNeverAnswersIsGivenUpAfterAWhile() throws IOException {
        BacktestReport report = test(300, _ -> FAILED);

        assertThat(report.count(BacktestWindow.Sight.UNDECIDED)).isEqualTo(300);
        assertThat(report.windows().get(199).reason()).doesNotStartWith("not asked");
        assertThat(report.windows().get(200).reason()).startsWith("not asked any more");
    }
}
