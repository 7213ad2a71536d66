package dev.tocsin.ingest;

import dev.tocsin.access.TlsFiles;
import dev.tocsin.ingest.index.IndexSettings;
import dev.tocsin.ingest.journal.JournalSettings;
import dev.tocsin.ingest.receive.DoorLimits;
import dev.tocsin.ingest.receive.HeapShares;
import dev.tocsin.ingest.receive.HttpDoorSettings;
import dev.tocsin.ingest.receive.Memory;
import dev.tocsin.ingest.receive.TcpDoorSettings;
import dev.tocsin.ingest.receive.elastic.ElasticDialect;
import dev.tocsin.ingest.refused.DeadLetterSettings;
import dev.tocsin.settings.Within;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
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
        @DefaultValue("0MB") @Within(least = "0MB") DataSize memory,
        @DefaultValue("false") boolean managementTls,
        @DefaultValue Tcp tcp,
        @DefaultValue TcpTls tcpTls,
        @DefaultValue Syslog syslog,
        @DefaultValue SyslogTls syslogTls,
        @DefaultValue Http http,
        @DefaultValue Otlp otlp,
        @DefaultValue EventSettings events,
        @DefaultValue JournalFiles journal,
        @DefaultValue DeadLetterFiles deadLetters,
        @DefaultValue Indexing indexing) {
    private static final int LEAST_MEGABYTES = 8;

    public IngestSettings {
        if (memory.toBytes() != 0 && memory.toMegabytes() < LEAST_MEGABYTES) {
            throw new IllegalArgumentException(
                    "tocsin.ingest.memory has to be at least " + LEAST_MEGABYTES + "MB, or 0 for a fifth of the heap");
        }
        DataFolder.trouble(data).ifPresent(trouble -> {
            throw new IllegalArgumentException("tocsin.ingest.data: " + trouble);
        });
        // What is wrong is told with its place in the file, so all is made once while the file is read.
        tcp.door();
        http.door();
        http.elastic();
        otlp.grpcDoor(http);
        otlp.httpDoor(http);
        tcpTls.files();
        syslog.zoneId();
        syslogTls.files();
        if (http.tls().files("tocsin.ingest.http.tls").isEmpty() && managementTls) {
            throw new IllegalArgumentException("tocsin.ingest.management-tls needs tocsin.ingest.http.tls"
                    + " (TOCSIN_HTTP_TLS_CERT and TOCSIN_HTTP_TLS_KEY)");
        }
        events.enrich();
        events.rules(_ -> {});
        journal.in(data);
        deadLetters.in(data);
        indexing.of("node", HeapShares.ofThisProcess());
    }

    /** JSON lines over TCP, see {@link TcpDoorSettings}; switched off, its limits are still those of its likes. */
    public record Tcp(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("127.0.0.1") String address,

            @DefaultValue("5170") @Within(least = "0", most = "65535")
            int port,

            @DefaultValue("false") boolean trustedNetwork,

            @Live @DefaultValue("0") @Within(least = "0", most = "10000000")
            int eventRate,

            @Live @DefaultValue("1000") @Within(least = "1") int maxConnections,
            @Live @DefaultValue("0") @Within(least = "0") int maxConnectionsPerClient,

            @Live @DefaultValue("1MB") @Within(least = "1KB", most = "512MB")
            DataSize maxLine,

            @Live @DefaultValue("8MB") @Within(least = "1KB", most = "512MB")
            DataSize maxInFlight,

            @Live @DefaultValue("5m") @Within(least = "1s") Duration lineTimeout,
            @Live @DefaultValue("2s") @Within(least = "0s") Duration journalPatience,
            @Live @DefaultValue("30s") @Within(least = "0s") Duration drainTimeout) {
        TcpDoorSettings door() {
            return new TcpDoorSettings(
                    address,
                    port,
                    trustedNetwork,
                    new DoorLimits(eventRate, maxConnections, maxConnectionsPerClient, bytes(maxLine)),
                    bytes(maxInFlight),
                    lineTimeout,
                    journalPatience,
                    drainTimeout);
        }
    }

    /** JSON lines over TCP once more, over TLS; there is such a door if there is a certificate. See {@link TlsFiles}. */
    public record TcpTls(
            @DefaultValue("127.0.0.1") String address,

            @DefaultValue("5171") @Within(least = "0", most = "65535")
            int port,

            @DefaultValue("") String certificate,
            @DefaultValue("") String key,
            @DefaultValue("") String clientCa) {
        Optional<TlsFiles> files() {
            return TlsFiles.of("tocsin.ingest.tcp-tls", certificate, key, clientCa);
        }
    }

    /** Syslog over UDP and TCP, with the limits of {@link Tcp}; there are such doors if they are switched on. */
    public record Syslog(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("127.0.0.1") String address,

            @DefaultValue("5514") @Within(least = "0", most = "65535")
            int port,

            @DefaultValue("false") boolean trustedNetwork,
            @DefaultValue("") String zone) {
        /** Of times that name none. */
        ZoneId zoneId() {
            try {
                return zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone.strip());
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "tocsin.ingest.syslog.zone: is no time zone: write it as Europe/Berlin, UTC or +01:00", e);
            }
        }
    }

    /** Syslog over TLS (RFC 5425); there is such a door if there is a certificate. See {@link TlsFiles}. */
    public record SyslogTls(
            @DefaultValue("127.0.0.1") String address,

            @DefaultValue("6514") @Within(least = "0", most = "65535")
            int port,

            @DefaultValue("") String certificate,
            @DefaultValue("") String key,
            @DefaultValue("") String clientCa) {
        Optional<TlsFiles> files() {
            return TlsFiles.of("tocsin.ingest.syslog-tls", certificate, key, clientCa);
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

            @DefaultValue("8481") @Within(least = "0", most = "65535")
            int port,

            @DefaultValue Tls tls,

            @Live @DefaultValue("5000") @Within(least = "0", most = "1000000")
            int rate,

            @Live @DefaultValue("500") @Within(least = "1") int maxConnections,
            @Live @DefaultValue("0") @Within(least = "0") int maxConnectionsPerClient,

            @Live @DefaultValue("16MB") @Within(least = "1KB", most = "512MB")
            DataSize maxBody,

            @Live @DefaultValue("10s") @Within(least = "1s") Duration headerTimeout,
            @Live @DefaultValue("60s") @Within(least = "1s") Duration idleTimeout,
            @Live @DefaultValue("60s") @Within(least = "1s") Duration requestTimeout,
            @Live @DefaultValue("60s") @Within(least = "1s") Duration answerTimeout,
            @Live @DefaultValue("30s") @Within(least = "0s") Duration drainTimeout,
            @DefaultValue(ElasticDialect.USUAL_VERSION) String elasticsearchVersion) {
        ElasticDialect elastic() {
            try {
                return new ElasticDialect(elasticsearchVersion);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("tocsin.ingest.http.elasticsearch-version: " + e.getMessage(), e);
            }
        }

        HttpDoorSettings door() {
            return new HttpDoorSettings(
                    address,
                    port,
                    new DoorLimits(rate, maxConnections, maxConnectionsPerClient, bytes(maxBody)),
                    headerTimeout,
                    idleTimeout,
                    requestTimeout,
                    answerTimeout,
                    drainTimeout);
        }
    }

    /** Ports of their own for OpenTelemetry, with TLS, tokens and limits of the HTTP door. */
    public record Otlp(
            @DefaultValue("127.0.0.1") String address,
            @DefaultValue("false") boolean grpc,

            @DefaultValue("4317") @Within(least = "0", most = "65535")
            int grpcPort,

            @DefaultValue("false") boolean http,

            @DefaultValue("4318") @Within(least = "0", most = "65535")
            int httpPort) {
        HttpDoorSettings grpcDoor(Http like) {
            return like.door().at(address, grpcPort);
        }

        HttpDoorSettings httpDoor(Http like) {
            return like.door().at(address, httpPort);
        }
    }

    /** How much the journal keeps, see {@link JournalSettings}. */
    public record JournalFiles(
            @DefaultValue("8GB") DataSize limit,
            @DefaultValue("64MB") @Within(least = "1MB") DataSize segment) {
        public JournalFiles {
            if (limit.toBytes() < 2 * segment.toBytes()) {
                throw new IllegalArgumentException(
                        "tocsin.ingest.journal.limit: has to be at least twice tocsin.ingest.journal.segment");
            }
        }

        JournalSettings in(Path folder) {
            return JournalSettings.in(folder.resolve("journal")).withLimits(segment.toBytes(), limit.toBytes());
        }
    }

    /** How much is kept of what was refused, see {@link DeadLetterSettings}. */
    public record DeadLetterFiles(
            @DefaultValue("7") @Within(least = "1") int keepDays,
            @DefaultValue("1GB") DataSize limit,
            @DefaultValue("64MB") @Within(least = "1MB") DataSize file) {
        public DeadLetterFiles {
            if (limit.toBytes() < 4 * file.toBytes()) {
                throw new IllegalArgumentException(
                        "tocsin.ingest.dead-letters.limit: has to be at least four times tocsin.ingest.dead-letters.file");
            }
        }

        DeadLetterSettings in(Path folder) {
            return new DeadLetterSettings(folder.resolve("dead-letters"), keepDays, limit.toBytes(), file.toBytes());
        }
    }

    /** How events are sent to Elasticsearch, see {@link IndexSettings}. */
    public record Indexing(
            @DefaultValue("5MB") @Within(least = "1KB", most = "512MB")
            DataSize bulkSize,

            @DefaultValue("20000") @Within(least = "1") int bulkEvents,
            @DefaultValue("250ms") @Within(least = "0s") Duration linger,
            @DefaultValue("0") @Within(least = "0") int inFlight,
            @DefaultValue("90s") @Within(least = "1s") Duration bulkTimeout,
            @DefaultValue("0MB") @Within(least = "0MB") DataSize heldAside) {
        IndexSettings of(String node, HeapShares heap) {
            IndexSettings usual = IndexSettings.forNode(node);
            int bulkBytes = Math.min(bytes(bulkSize), heap.bulk());
            return new IndexSettings(
                    node,
                    bulkBytes,
                    bulkEvents,
                    linger,
                    inFlight == 0 ? heap.bulksOnTheWay(bulkBytes) : inFlight,
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
    Memory memory(HeapShares heap) {
        return new Memory(memoryBytes(heap), bytes(tcp.maxLine()), bytes(http.maxBody()));
    }

    /** Lets the largest line and the largest body be as large as they are in these. */
    void fit(Memory memory) {
        memory.fit(bytes(tcp.maxLine()), bytes(http.maxBody()));
    }

    private long memoryBytes(HeapShares heap) {
        return memory.toBytes() == 0 ? heap.events() : memory.toBytes();
    }

    /** Throws {@link dev.tocsin.ingest.receive.CannotOpenDoor} with a sentence if the heap is too small for them. */
    void requireToFit(HeapShares heap) {
        IndexSettings bulks = indexing.of("node", heap);
        heap.require(
                memoryBytes(heap), bulks.heldBytes(), bulks.bulkBytes(), bulks.inFlight() + 1, http.door(), tcp.door());
    }

    private static int bytes(DataSize size) {
        return Math.toIntExact(size.toBytes());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "IngestSettings[data=" + data + ", tcp=" + tcp + ", http=" + http + ", events=" + events + ']';
    }
}
