package dev.tocsin.bench;

import dev.tocsin.bench.ingest.TcpDoorAgainstRsyslog;
import dev.tocsin.elastic.embedded.ElasticsearchOptions;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The ingest service beside others that do the same. */
@Command(
        name = "ingest-peers",
        mixinStandardHelpOptions = true,
        description = {
            "Events per second through the TCP door into Elasticsearch beside rsyslog's omelasticsearch, in turn, on the",
            "same machine, with the same documents and ids. rsyslog gets them ready-made and neither reads nor changes",
            "them; it has 1 to 4 workers, whatever is best. ingest.peers.ratio is ours against rsyslog with a",
            "disk-assisted queue, ingest.peers.ratio.memory against its queue in memory. Neither is on disk before",
            "it is sent, as events are in our journal. Needs rsyslog with omelasticsearch:",
            "apt-get install rsyslog rsyslog-elasticsearch. About 10 minutes.",
            "ingest.peers.WAY.missing is by how many documents a way's number was wrong; exit code 1 if ours was.",
            ""
        })
final class IngestPeersBench implements Callable<Integer> {
    @Mixin
    MeasuredRounds measured = new MeasuredRounds();

    @Override
    public Integer call() throws Exception {
        try (ScratchFolder scratch = ScratchFolder.onDisk();
                EmbeddedElasticsearch server = EmbeddedElasticsearch.start(new ElasticsearchOptions(
                        scratch.resolve("elasticsearch"), 0, 2_048, false, Map.of(), System.out::println))) {
            boolean isExact = new TcpDoorAgainstRsyslog(
                            server, scratch.resolve("peers"), measured.events, measured.rounds, System.out::println)
                    .run();
            return isExact ? 0 : 1;
        }
    }
}
