package dev.tocsin.elastic.embedded;

/** The embedded Elasticsearch is not on this machine yet; the message says where it looked and how to fetch it. */
public final class DistributionMissing extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DistributionMissing(String message) {
        super(message);
    }
}
