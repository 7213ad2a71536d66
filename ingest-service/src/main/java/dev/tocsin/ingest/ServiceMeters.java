package dev.tocsin.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

/**
 * What there is to know of the service as a whole: which build it is, the disk that it stands on, what it waits for, how
 * long its certificates last, and which files it cannot use.
 */
final class ServiceMeters {
    private final Path folder;

    /** @param folder of all state; it exists */
    ServiceMeters(
            Path folder,
            IndexingGate gate,
            Access access,
            RefusedFiles refused,
            InstantSource clock,
            MeterRegistry metrics,
            PrometheusRegistry prometheus) {
        this.folder = folder;
        Gauge.builder("tocsin.disk.free.bytes", this, meters -> meters.space(FileStore::getUsableSpace))
                .description("Bytes that may still be written to the disk of the data folder")
                .register(metrics);
        Gauge.builder("tocsin.disk.size.bytes", this, meters -> meters.space(FileStore::getTotalSpace))
                .description("Size of the disk of the data folder")
                .register(metrics);
        Gauge.builder("tocsin.index.ready", gate, open -> open.waitsFor().isEmpty() ? 1 : 0)
                .description("1 when Elasticsearch and our templates in it were found, 0 while events wait for that")
                .register(metrics);
        Gauge.builder("tocsin.tls.expires.seconds", access, guard -> guard.secondsLeft(clock.instant()))
                .description(
                        "Until the first certificate of a door ends, below zero once it has; not a number without TLS")
                .register(metrics);
        for (WatchedFile file : WatchedFile.values()) {
            Gauge.builder("tocsin.config.refused", refused, files -> files.isRefused(file) ? 1 : 0)
                    .description("1 while what a file says cannot be used, and what was in force before it stays so")
                    .tag("file", file.word())
                    .register(metrics);
        }
        Info build = Info.builder()
                .name("tocsin_build")
                .help("The build that runs; always 1")
                .labelNames("version", "java")
                .register(prometheus);
        build.addLabelValues(
                Objects.requireNonNullElse(IngestService.class.getPackage().getImplementationVersion(), "development"),
                Runtime.version().toString());
    }

    /** Not a number if the disk does not say. */
    private double space(Measure measure) {
        try {
            return measure.of(Files.getFileStore(folder));
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** One of the numbers of a disk. */
    private interface Measure {
        long of(FileStore store) throws IOException;
    }
}
