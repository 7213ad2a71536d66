package dev.tocsin.alert.heartbeat;

/** How far a beat has come, in the order of the way. */
public enum Stage {
    SENT("the ingest service has not acknowledged it"),
    SEARCHABLE("Elasticsearch does not find it"),
    JUDGED("no rule has seen it"),
    TOLD("it does not come out of the outbox");

    private final String missing;

    Stage(String missing) {
        this.missing = missing;
    }

    /** What it means that a beat did not come so far. */
    public String missing() {
        return missing;
    }
}
