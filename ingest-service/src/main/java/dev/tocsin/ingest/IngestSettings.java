package dev.tocsin.ingest;

import dev.tocsin.access.TlsFiles;
import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.journal.JournalSettings;
import dev.tocsin.ingest.receive.HeapShares;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code tocsin.ingest} in {@code ingest.yml}: everything has a default, an unknown key or a bad value stops the start
 * and is named. {@code config/ingest.yml} explains each key.
 *
 * @param data folder of all state
 * @param node name of this node among those that write to one cluster; empty: host name and data folder
 * @param token a token with the role admin beside those of {@code tokens.yml}; empty: none
 * @param managementTls whether the management port speaks TLS, with the files of the HTTP door
 * @param memory what all connections together may hold between socket and journal; 0: a fifth of the heap
 */
@ConfigurationProperties(prefix = "tocsin.ingest", ignoreUnknownFields = false)
public record IngestSettings(
        @DefaultValue("./data") Path data,
        @DefaultValue("") String node,
        @DefaultValue("") String token,
        @DefaultValue("0MB") DataSize memory,
        @DefaultValue("false") boolean managementTls,
        @DefaultValue Tcp tcp,
        @DefaultValue TcpTls tcpTls,
        @DefaultValue Http http,
        @DefaultValue Events events,
        @DefaultValue JournalFiles journal,
        @DefaultValue DeadLetterFiles deadLetters,
        @DefaultValue Indexing indexing) {
    public IngestSettings {
        if (memory.toBytes() != 0) {
            requireAtLeast(memory, DataSize.ofMegabytes(8), "tocsin.ingest.memory");
        }
        // What is wrong is told with its place in the file, so all is made once while the file is read.
        tcp.door();
        http.door();
        tcpTls.files();
        if (http.tls().files("tocsin.ingest.http.tls").isEmpty() && managementTls) {
            throw new IllegalArgumentException("tocsin.ingest.management-tls needs tocsin.ingest.http.tls"
                    + " (TOCSIN_HTTP_TLS_CERT and TOCSIN_HTTP_TLS_KEY)");
        }
        events.enrich();
        journal.in(data);
        deadLetters.in(data);
        indexing.of("node", HeapShares.ofThisProcess());
    }

    /** JSON lines over TCP, see {@link TcpDoorSettings}. */
    public record Tcp(
            @DefaultValue("127.0.0.1") String address,
            @DefaultValue("5170") int port,
            @DefaultValue("false") boolean trustedNetwork,
            @DefaultValue("1000") int maxConnections,
            @DefaultValue("1MB") DataSize maxLine,
            @DefaultValue("8MB") DataSize maxInFlight,
            @DefaultValue("5m") Duration lineTimeout,
            @DefaultValue("2s") Duration journalPatience,
            @DefaultValue("30s") Duration drainTimeout) {
        TcpDoorSettings door() {
            return new TcpDoorSettings(
                    address,
                    port,
                    trustedNetwork,
                    maxConnections,
                    bytes(maxLine, "tocsin.ingest.tcp.max-line"),
                    bytes(maxInFlight, "tocsin.ingest.tcp.max-in-flight"),
                    lineTimeout,
                    journalPatience,
                    drainTimeout);
        }
    }

    /** JSON lines over TCP once more, over TLS; there is such a door if there is a certificate. See {@link TlsFiles}. */
    public record TcpTls(
            @DefaultValue("127.0.0.1") String address,
            @DefaultValue("5171") int port,
            @DefaultValue("") String certificate,
            @DefaultValue("") String key,
            @DefaultValue("") String clientCa) {
        Optional<TlsFiles> files() {
            return TlsFiles.of("tocsin.ingest.tcp-tls", certificate, key, clientCa);
        }
    }

    /** Files of one door's TLS, see {@link TlsFiles}. */
    public record Tls(
            @DefaultValue("") String certificate,
            @DefaultValue("") String key,
            @DefaultValue("") String clientCa) {
        Optional<TlsFiles> files(String name) {
            return TlsFiles.of(name, certificate, key, clientCa);
        }
    }

    /** Events over HTTP, see {@link HttpDoorSettings}. */
    public record Http(
            @DefaultValue("127.0.0.1") String address,
            @DefaultValue("8481") int port,
            @DefaultValue Tls tls,
            @DefaultValue("5000") int rate,
            @DefaultValue("500") int maxConnections,
            @DefaultValue("16MB") DataSize maxBody,
            @DefaultValue("10s") Duration headerTimeout,
            @DefaultValue("60s") Duration idleTimeout,
            @DefaultValue("60s") Duration requestTimeout,
            @DefaultValue("60s") Duration answerTimeout,
            @DefaultValue("30s") Duration drainTimeout) {
        HttpDoorSettings door() {
            return new HttpDoorSettings(
                    address,
                    port,
                    rate,
                    maxConnections,
                    bytes(maxBody, "tocsin.ingest.http.max-body"),
                    headerTimeout,
                    idleTimeout,
                    requestTimeout,
                    answerTimeout,
                    drainTimeout);
        }
    }

    /** How events become documents, see {@link EnrichSettings}. */
    public record Events(
            @DefaultValue("tocsin") String namespace,
            @DefaultValue("500") int maxDatasets,
            @DefaultValue("200") int maxLabelNames,
            @DefaultValue("24h") Duration maxFuture) {
        EnrichSettings enrich() {
            return new EnrichSettings(namespace, maxDatasets, maxLabelNames, maxFuture);
        }
    }

    /** How much the journal keeps, see {@link JournalSettings}. */
    public record JournalFiles(
            @DefaultValue("8GB") DataSize limit,
            @DefaultValue("64MB") DataSize segment) {
        JournalSettings in(Path folder) {
            return JournalSettings.in(folder.resolve("journal")).withLimits(segment.toBytes(), limit.toBytes());
        }
    }

    /** How much is kept of what was refused, see {@link DeadLetterSettings}. */
    public record DeadLetterFiles(
            @DefaultValue("7") int keepDays,
            @DefaultValue("1GB") DataSize limit,
            @DefaultValue("64MB") DataSize file) {
        DeadLetterSettings in(Path folder) {
            return new DeadLetterSettings(folder.resolve("dead-letters"), keepDays, limit.toBytes(), file.toBytes());
        }
    }

    /** How events are sent to Elasticsearch, see {@link IndexSettings}. */
    public record Indexing(
            @DefaultValue("5MB") DataSize bulkSize,
            @DefaultValue("20000") int bulkEvents,
            @DefaultValue("250ms") Duration linger,
            @DefaultValue("2") int inFlight,
            @DefaultValue("90s") Duration bulkTimeout,
            @DefaultValue("0MB") DataSize heldAside) {
        IndexSettings of(String node, HeapShares heap) {
            IndexSettings usual = IndexSettings.forNode(node);
            return new IndexSettings(
                    node,
                    Math.min(bytes(bulkSize, "tocsin.ingest.indexing.bulk-size"), heap.bulk()),
                    bulkEvents,
                    linger,
                    inFlight,
                    bulkTimeout,
                    bulkTimeout.multipliedBy(2).dividedBy(3),
                    heldAside.toBytes() == 0 ? heap.heldAside() : heldAside.toBytes(),
                    usual.firstRetry(),
                    usual.lastRetry(),
                    usual.quiet(),
                    usual.maxRepairs(),
                    usual.olderIndices(),
                    usual.closeDeadline());
        }
    }

    JournalSettings journalSettings() {
        return journal.in(data.resolve("ingest"));
    }

    DeadLetterSettings deadLetterSettings() {
        return deadLetters.in(data.resolve("ingest"));
    }

    /** Two nodes may share a machine, but never a data folder. */
    IndexSettings indexSettings(String hostName, HeapShares heap) {
        String folder =
                Integer.toHexString(data.toAbsolutePath().normalize().toString().hashCode());
        return indexing.of(node.isBlank() ? hostName + "_" + folder : node, heap);
    }

    /** What all connections may hold between socket and journal. */
    long memoryBytes(HeapShares heap) {
        return memory.toBytes() == 0 ? heap.events() : memory.toBytes();
    }

    /** Throws {@link dev.tocsin.ingest.receive.CannotOpenDoor} with a sentence if the heap is too small for them. */
    void requireToFit(HeapShares heap) {
        IndexSettings bulks = indexing.of("node", heap);
        heap.require(
                memoryBytes(heap), bulks.heldBytes(), bulks.bulkBytes(), bulks.inFlight() + 1, http.door(), tcp.door());
    }

    private static int bytes(DataSize size, String key) {
        if (size.toBytes() > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(key + " is too large: at most 1GB");
        }
        return (int) size.toBytes();
    }

    private static void requireAtLeast(DataSize size, DataSize least, String key) {
        if (size.compareTo(least) < 0) {
            throw new IllegalArgumentException(key + " has to be at least " + least.toMegabytes() + "MB");
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "IngestSettings[data=" + data + ", tcp=" + tcp + ", http=" + http + ", events=" + events + ']';
    }
}
