package dev.tocsin.bench.ingest;

import java.io.IOException;

/** One way for events into Elasticsearch. */
interface Way {
    String name();

    /** Makes ready all that is not measured. */
    Sending prepare(Workload workload, String stream) throws IOException;

    /** What is measured. */
    interface Sending extends AutoCloseable {
        /** Returns when the last event was handed over. */
        void send() throws IOException, InterruptedException;

        /** After the last document was indexed. */
        @Override
        default void close() {}
    }
}
