package dev.tocsin.bench;

import dev.tocsin.bench.crash.CrashTable;
import dev.tocsin.bench.crash.CrashTrials;
import dev.tocsin.bench.crash.Row;
import dev.tocsin.bench.crash.Sabotage;
import dev.tocsin.bench.crash.TcpCrashTrial;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes trouble under the ingest service and counts what is left. */
@Command(
        name = "crash",
        mixinStandardHelpOptions = true,
        description = {
            "Makes trouble and counts what is lost or doubled. About 10 minutes.",
            "Kills, cuts, fills and restores what the ingest service stands on while clients post, and counts every "
                    + "event in Elasticsearch: nothing acknowledged may be lost, nothing doubled.",
            "Over when each kind of trouble was made as often as it is to be, the data plane killed 200 and the whole "
                    + "service 20 times, or when the time is (--seconds): then the table says what there was no time for.",
            "Ends with a line crash.NAME runs=N lost=N doubled=N for each kind of trouble, unknown instead of N if it "
                    + "broke off; exit code 1 then, and if anything was lost or doubled. Over TCP, which cannot acknowledge, "
                    + "what is lost is only measured.",
            ""
        })
final class CrashBench implements Callable<Integer> {
    private static final int SECONDS_PER_TCP_KILL = 200;
    private static final int MOST_TCP_KILLS = 3;
    private static final double OF_THE_ROWS = 0.9;
    private static final Map<String, String> MANY_ROLLOVERS = Map.of("cluster.max_shards_per_node", "3000");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "600",
            description = "At most, for all rows together; each is played once in any case. Default: ${DEFAULT-VALUE}")
    int seconds;

    @Option(
            names = "--row",
            paramLabel = "NAME",
            description = "Only the row of this name, as in crash.NAME; may be given again. Default: all")
    List<String> names = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Of the moments. Default: another one each time")
    long seed = System.nanoTime();

    @Option(
            names = "--sabotage",
            paramLabel = "WAY",
            converter = Sabotage.Word.class,
            description = "Breaks on purpose what the service stands on, and plays the rows that have to see it:"
                    + " ack-before-fsync, blind-resend or reused-ids. Exit code 0 only if each has seen it")
    Sabotage sabotage = Sabotage.NONE;

    @Override
    public Integer call() throws Exception {
        if (!CrashTrials.names().containsAll(names)) {
            System.err.println("The rows are: " + String.join(", ", CrashTrials.names()));
            return 2;
        }
        System.out.println("seed " + seed);
        try (ScratchFolder scratch = ScratchFolder.onDisk();
                EmbeddedElasticsearch server =
                        EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(scratch.resolve("elasticsearch"))
                                .withSettings(MANY_ROLLOVERS))) {
            List<Row> rows = new CrashTrials(server, scratch.resolve("rows"), seed, sabotage, CrashBench::tell)
                    .play(names, Duration.ofMillis((long) (seconds * 1_000 * OF_THE_ROWS)));
            boolean isWhole = names.isEmpty() && sabotage == Sabotage.NONE;
            boolean isGoodOverTcp = !isWhole || measureTcp(server, scratch).doubled() == 0;
            System.out.println();
            CrashTable.of(rows).forEach(System.out::println);
            System.out.println();
            rows.forEach(row -> System.out.println(row.line()));
            rows.stream().filter(Row::isOfWholeService).forEach(CrashBench::tellHttp);
            return isGood(rows) && isGoodOverTcp ? 0 : 1;
        }
    }

    private boolean isGood(List<Row> rows) {
        if (sabotage == Sabotage.NONE) {
            return rows.stream().allMatch(Row::isClean);
        }
        rows.forEach(row -> System.out.println(
                "crash.sabotage." + sabotage + "." + row.trial() + (sabotage.isSeenIn(row) ? "=seen" : "=not seen")));
        return rows.stream().allMatch(sabotage::isSeenIn);
    }

    private TcpCrashTrial.Outcome measureTcp(EmbeddedElasticsearch server, ScratchFolder scratch)
            throws IOException, InterruptedException {
        tell("tcp");
        int kills = Math.clamp(seconds / SECONDS_PER_TCP_KILL, 1, MOST_TCP_KILLS);
        TcpCrashTrial.Outcome tcp =
                new TcpCrashTrial(scratch.resolve("tcp"), server.url(), kills, seed, CrashBench::tell).run();
        System.out.println("crash.tcp.logged=" + tcp.logged());
        System.out.println("crash.tcp.lost=" + tcp.lost());
        System.out.println("crash.tcp.doubled=" + tcp.doubled());
        return tcp;
    }

    private static void tellHttp(Row row) {
        System.out.println("crash.http.acknowledged=" + row.acknowledged());
        System.out.println("crash.http.repeated_requests=" + row.repeats());
        System.out.println("crash.http.lost=" + row.lostInWords());
        System.out.println("crash.http.doubled=" + row.doubledInWords());
    }

    private static void tell(String line) {
        System.out.println("  " + line);
    }
}
