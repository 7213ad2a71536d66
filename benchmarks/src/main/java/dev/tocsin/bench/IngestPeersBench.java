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
            "Events per second beside rsyslog's. About 10 minutes. Needs rsyslog.",
            "Through the TCP door into Elasticsearch beside rsyslog's omelasticsearch, in turn, on the same machine, "
                    + "with the same documents and ids. rsyslog gets them ready-made and neither reads nor changes them; it has "
                    + "1 to 4 workers, whatever is best. Neither is on disk before it is sent, as events are in our journal. "
                    + "Needs rsyslog with omelasticsearch: apt-get install rsyslog rsyslog-elasticsearch.",
            "Ends with ingest.peers.ratio, ours against rsyslog with a disk-assisted queue, ingest.peers.ratio.memory, "
                    + "against its queue in memory, and for each way how many documents are missing; exit code 1 if that is not "
                    + "0 for ours.",
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
