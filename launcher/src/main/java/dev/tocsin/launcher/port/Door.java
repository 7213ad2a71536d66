package dev.tocsin.launcher.port;

/** A port that a part listens on, the variable that sets it, and what else can be done when it is taken. */
public enum Door {
    TCP("TOCSIN_TCP_PORT", 5170, "JSON lines over TCP", ""),
    TCP_TLS("TOCSIN_TCP_TLS_PORT", 5171, "JSON lines over TLS", ""),
    SYSLOG("TOCSIN_SYSLOG_PORT", 5514, "syslog over UDP and TCP", ""),
    SYSLOG_TLS("TOCSIN_SYSLOG_TLS_PORT", 6514, "syslog over TLS", ""),
    HTTP("TOCSIN_HTTP_PORT", 8481, "events over HTTP", ""),
    INGEST_MANAGEMENT("TOCSIN_INGEST_MANAGEMENT_PORT", 9481, "management of the ingest service", ""),
    ENGINE("TOCSIN_ENGINE_PORT", 8480, "alert engine", ""),
    ENGINE_MANAGEMENT("TOCSIN_ENGINE_MANAGEMENT_PORT", 9480, "management of the alert engine", ""),
    ELASTICSEARCH(
            "TOCSIN_ELASTICSEARCH_PORT",
            9200,
            "embedded Elasticsearch",
            "or, to use the Elasticsearch that is there, ELASTICSEARCH_URL"),
    POSTGRESQL("TOCSIN_DB_PORT", 15432, "embedded PostgreSQL", "or, to use a PostgreSQL that is there, TOCSIN_DB_URL");

    private final String variable;
    private final int standard;
    private final String purpose;
    private final String otherwise;

    Door(String variable, int standard, String purpose, String otherwise) {
        this.variable = variable;
        this.standard = standard;
        this.purpose = purpose;
        this.otherwise = otherwise;
    }

    public String variable() {
        return variable;
    }

    int standard() {
        return standard;
    }

    public String purpose() {
        return purpose;
    }

    String otherwise() {
        return otherwise;
    }
}
