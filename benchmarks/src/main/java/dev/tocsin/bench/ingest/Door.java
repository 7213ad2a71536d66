package dev.tocsin.bench.ingest;

import dev.tocsin.bench.IngestProcess;
import java.util.Locale;

/** A door of the service, with the client that stands before it. */
public enum Door {
    /** JSON lines over two connections. */
    TCP,
    /** {@code POST /v1/events} over four. */
    HTTP,
    /** Elasticsearch's {@code POST /_bulk} over four. */
    BULK;

    Way to(IngestProcess ingest) {
        return switch (this) {
            case TCP -> new TcpLines(ingest.tcpPort(), 2);
            case HTTP -> new EventPosts(ingest.http(), 4);
            case BULK -> new BulkPosts(ingest.http(), 4);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
