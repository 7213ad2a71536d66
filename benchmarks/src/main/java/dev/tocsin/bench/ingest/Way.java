package dev.tocsin.bench.ingest;

import java.io.IOException;

/** One way for events into Elasticsearch. */
interface Way {
    String name();

    /** Makes ready all that is not measured. */
    Sending prepare(Workload workload, String stream);

    /** What is measured: returns when the last event was handed over. */
    interface Sending {
        void send() throws IOException, InterruptedException;
    }
}
