package dev.tocsin.bench.crash;

import dev.tocsin.bench.crash.fault.BulkRoad;
import dev.tocsin.bench.crash.fault.BusyRoad;
import dev.tocsin.bench.crash.fault.FaultyProxy;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.embedded.EmbeddedElasticsearch;
import dev.tocsin.elastic.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What one trial is played on: a data stream and a folder of its own, and a proxy before Elasticsearch. */
final class Ground implements AutoCloseable {
    private static final Duration SETTLING = Duration.ofSeconds(120);
    private static final long FIRST_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final EmbeddedElasticsearch server;
    private final ElasticLink link;
    private final Path folder;
    private final String service;
    private final RandomGenerator random;
    private final Sabotage sabotage;
    private final FaultyProxy proxy;
    private final int port = FreePort.find();
    private final Ledger ledger = new Ledger();

    Ground(
            EmbeddedElasticsearch server,
            ElasticLink link,
            Path folder,
            String service,
            RandomGenerator random,
            Sabotage sabotage)
            throws IOException {
        this.server = server;
        this.link = link;
        this.folder = folder;
        this.service = service;
        this.random = random;
        this.sabotage = sabotage;
        this.proxy = new FaultyProxy(server.url(), sabotage.deniesAll());
    }

    EmbeddedElasticsearch server() {
        return server;
    }

    Path folder() {
        return folder;
    }

    String service() {
        return service;
    }

    RandomGenerator random() {
        return random;
    }

    Sabotage sabotage() {
        return sabotage;
    }

    FaultyProxy proxy() {
        return proxy;
    }

    int port() {
        return port;
    }

    Ledger ledger() {
        return ledger;
    }

    URI door() {
        return URI.create("http://127.0.0.1:" + port + "/v1/events");
    }

    /** Where Elasticsearch is for a service that nothing happens to, but for the sabotage. */
    URI elasticsearch() {
        return sabotage.deniesAll() ? proxy.url() : server.url();
    }

    /** Of a data plane here that nothing happens to, but for the sabotage. */
    DataPlane.Parts parts() throws IOException {
        return DataPlane.Parts.of(folder, elasticsearch(), port).as(sabotage.incarnations());
    }

    /** An Elasticsearch that takes such a share of the items. */
    BulkRoad busyRoad(double share) {
        return new BusyRoad(random, share, sabotage.deniesAll());
    }

    Writers writers() {
        return writers(Writers.PATIENT);
    }

    Writers writers(Supplier<Duration> patience) {
        return Writers.start(door(), service, ledger, patience, false);
    }

    /** Of a door that the sabotage can bring to say yes too early. */
    Writers writersAt(URI door) {
        return Writers.start(door, service, ledger, Writers.PATIENT, sabotage.tellsAtOnce());
    }

    /** Goes on for a random time. */
    void pause(int leastMillis, int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(leastMillis, mostMillis)));
    }

    /** Goes on when something more was acknowledged, or after some seconds. */
    void awaitAcknowledgement() {
        int before = ledger.acknowledged();
        long deadline = System.nanoTime() + FIRST_ANSWER_NANOS;
        while (ledger.acknowledged() == before && System.nanoTime() < deadline) {
            pause(1, 10);
        }
    }

    /** The stream gets another index to write to, if it is there already. */
    void rollOver() {
        try {
            link.call("POST", "/" + stream() + "/_rollover", Map.of(), null);
        } catch (IOException e) {
            throw new UncheckedIOException("the stream could not roll over", e);
        }
    }

    /** The same, one time in so many; each time where only after a rollover something would be there twice. */
    void rollOverOnceIn(int times) {
        if (random.nextInt(times) == 0 || sabotage.deniesAll()) {
            rollOver();
        }
    }

    String stream() {
        return "logs-" + service + "-tocsin";
    }

    StreamCensus census() {
        return new StreamCensus(link, stream(), "numeric_labels.number");
    }

    /** The clients stop when all that they repeat is acknowledged, and all of it is indexed. */
    void settle(Writers writers, DataPlane plane) throws InterruptedException {
        writers.stop();
        settle(plane);
    }

    /** Waits until everything is indexed. */
    void settle(DataPlane plane) {
        if (!plane.isEmptyWithin(SETTLING)) {
            throw new IllegalStateException("not everything was indexed within " + SETTLING);
        }
    }

    /** Counts; what cannot be counted is trouble, too. */
    Row counted(Trial trial, int runs) {
        try {
            Map<Long, Integer> copies = census().copiesByNumber();
            return new Row(
                    trial.name(),
                    runs,
                    trial.target(),
                    ledger.acknowledged(),
                    ledger.repeats(),
                    ledger.lost(copies),
                    Ledger.doubled(copies),
                    "");
        } catch (IOException e) {
            return Row.notCounted(trial, runs, ledger, "not counted: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
