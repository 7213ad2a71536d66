package dev.tocsin.bench;

import dev.tocsin.bench.ingest.DoorsAgainstDirect;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Events per second through the doors. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        description = {
            "Events per second through the doors into Elasticsearch. About 10 minutes.",
            "Through the TCP door, the HTTP door and its _bulk, with fsync on, against prepared bulk bodies with the "
                    + "same documents that are sent straight to Elasticsearch.",
            "Ends with ingest.events_per_second.WAY and ingest.ratio.DOOR, a door against the bodies.",
            ""
        })
final class IngestBench implements Callable<Integer> {
    @Mixin
    MeasuredRounds measured = new MeasuredRounds();

    @Override
    public Integer call() throws Exception {
        try (ScratchFolder scratch = ScratchFolder.onDisk();
                EmbeddedElasticsearch server = EmbeddedElasticsearch.start(new ElasticsearchOptions(
                        scratch.resolve("elasticsearch"), 0, 2_048, false, Map.of(), System.out::println))) {
            new DoorsAgainstDirect(
                            server, scratch.resolve("ingest"), measured.events, measured.rounds, System.out::println)
                    .run();
            return 0;
        }
    }
}
