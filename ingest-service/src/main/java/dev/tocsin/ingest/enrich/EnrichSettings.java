package dev.tocsin.ingest.enrich;

import java.time.Duration;

/**
 * How events are put into data streams.
 *
 * @param namespace the last part of a data stream's name; it begins with {@code tocsin}, for only such streams get our
 *     templates
 * @param maxDatasets services that get a data stream of their own
 * @param maxLabelNames label names of a stream that get a field of their own
 * @param maxFuture how far ahead of our clock an event's time may be before it is replaced by the time of receipt
 * @param maxAge how old an event may be by its own time before that is replaced by the time of receipt; zero for any age
 */
public record EnrichSettings(
        String namespace, int maxDatasets, int maxLabelNames, Duration maxFuture, Duration maxAge) {
    public static final EnrichSettings DEFAULTS =
            new EnrichSettings("tocsin", 500, 200, Duration.ofHours(24), Duration.ZERO);

    public EnrichSettings {
        if (!namespace.matches("tocsin[a-z0-9_.]{0,94}")) {
            throw new IllegalArgumentException(
                    "namespace has to begin with tocsin, as our templates and rules expect, and"
                            + " may have lower case letters, digits, _ and . only");
        }
        if (maxDatasets < 1 || maxLabelNames < 0 || maxFuture.isNegative() || maxAge.isNegative()) {
            throw new IllegalArgumentException(
                    "max-datasets has to be at least 1, max-label-names, max-future and max-age not negative");
        }
    }
}
