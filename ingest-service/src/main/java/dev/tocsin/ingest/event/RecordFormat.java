package dev.tocsin.ingest.event;

import java.util.Optional;
import java.util.stream.Stream;

/** How the bytes of a record are to be read. A door's records have one form each; a dead letter keeps it. */
public enum RecordFormat {
    /** One JSON object, whoever wrote it. */
    JSON("json"),

    /** One message of syslog, whichever RFC it follows, if any. */
    SYSLOG("syslog");

    private final String label;

    RecordFormat(String label) {
        this.label = label;
    }

    /** The name in dead letters. */
    public String label() {
        return label;
    }

    public static Optional<RecordFormat> ofLabel(String label) {
        return Stream.of(values()).filter(one -> one.label.equals(label)).findFirst();
    }
}
