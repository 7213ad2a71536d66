package dev.tocsin.bench;

import dev.tocsin.bench.crash.HttpCrashTrial;
import dev.tocsin.bench.crash.TcpCrashTrial;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills the ingest service and counts what is left. */
@Command(
        name = "crash",
        mixinStandardHelpOptions = true,
        description = {
            "Kills the ingest service (kill -9) while clients post, and counts what is left:",
            "over HTTP nothing may be lost or doubled; over TCP the loss is measured.",
            ""
        })
final class CrashBench implements Callable<Integer> {
    @Option(names = "--kills", defaultValue = "10", description = "How often it is killed. Default: ${DEFAULT-VALUE}")
    int kills;

    @Option(names = "--seed", description = "Of the moments. Default: another one each time")
    long seed = System.nanoTime();

    @Override
    public Integer call() throws Exception {
        try (ScratchFolder scratch = ScratchFolder.make();
                EmbeddedElasticsearch server =
                        EmbeddedElasticsearch.start(ElasticsearchOptions.forTests(scratch.resolve("elasticsearch")))) {
            System.out.println("seed " + seed);
            HttpCrashTrial.Outcome http = new HttpCrashTrial(
                            scratch.resolve("http"), server.url(), kills, seed, line -> System.out.println("  " + line))
                    .run();
            System.out.println("crash.http.acknowledged=" + http.acknowledged());
            System.out.println("crash.http.repeated_requests=" + http.repeats());
            System.out.println("crash.http.rollovers=" + http.rollovers());
            System.out.println("crash.http.lost=" + http.lost());
            System.out.println("crash.http.doubled=" + http.doubled());
            TcpCrashTrial.Outcome tcp = new TcpCrashTrial(
                            scratch.resolve("tcp"),
                            server.url(),
                            Math.max(1, kills / 3),
                            seed,
                            line -> System.out.println("  " + line))
                    .run();
            System.out.println("crash.tcp.logged=" + tcp.logged());
            System.out.println("crash.tcp.lost=" + tcp.lost());
            System.out.println("crash.tcp.doubled=" + tcp.doubled());
            return http.lost() == 0 && http.doubled() == 0 ? 0 : 1;
        }
    }
}
