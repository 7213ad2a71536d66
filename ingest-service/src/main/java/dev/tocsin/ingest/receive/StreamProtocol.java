package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.RecordFormat;
import java.util.Locale;

/** What is spoken over a stream that is never answered, in the clear and over TLS: two doors each. */
public enum StreamProtocol {
    JSON_LINES("JSON lines", "TCP door", "tcp", "tcp", 5171, RecordFormat.JSON, Framing.LINES),
    SYSLOG("syslog", "syslog door", "syslog", "syslog-tcp", 6514, RecordFormat.SYSLOG, Framing.LINES_OR_COUNTED);

    private final String title;
    private final String doorTitle;
    private final String settings;
    private final String door;
    private final int tlsPort;
    private final RecordFormat format;
    private final Framing framing;

    StreamProtocol(
            String title,
            String doorTitle,
            String settings,
            String door,
            int tlsPort,
            RecordFormat format,
            Framing framing) {
        this.title = title;
        this.doorTitle = doorTitle;
        this.settings = settings;
        this.door = door;
        this.tlsPort = tlsPort;
        this.format = format;
        this.framing = framing;
    }

    /** For people, as what is sent. */
    String title() {
        return title;
    }

    /** For people, as the door that it is sent to. */
    String doorTitle() {
        return doorTitle;
    }

    /** Where its settings are in {@code ingest.yml}. */
    String settings() {
        return "tocsin.ingest." + settings;
    }

    /** The name of one of its doors, in metrics and dead letters. */
    String door(boolean tls) {
        return tls ? settings + "-tls" : door;
    }

    /** What the variables of one of its doors begin with: {@code _PORT}, {@code _ADDRESS} … come behind it. */
    String variables(boolean tls) {
        return "TOCSIN_" + settings.toUpperCase(Locale.ROOT) + (tls ? "_TLS" : "");
    }

    /** The standard one. */
    int tlsPort() {
        return tlsPort;
    }

    RecordFormat format() {
        return format;
    }

    Framing framing() {
        return framing;
    }
}
