package dev.tocsin.launcher.desk;

import java.time.Duration;

/** The services that commands ask: what people call them, and by what option and variables one is named. */
enum ServiceName {
    ENGINE(
            "alert-engine",
            "engine",
            "alert engine",
            "--engine",
            new Variables(
                    "TOCSIN_ENGINE_URL",
                    "TOCSIN_ENGINE_TOKEN",
                    "TOCSIN_ENGINE_TOKEN_FILE",
                    "TOCSIN_ENGINE_CA",
                    "TOCSIN_ENGINE_CLIENT_CERT",
                    "TOCSIN_ENGINE_CLIENT_KEY"),
            new Api("/api/v1/", "http://127.0.0.1:8480", Duration.ofSeconds(30))), // a message may take that long
    /** By its management port. */
    INGEST(
            "ingest-service",
            "ingest service",
            "management port of an ingest service",
            "--ingest",
            new Variables(
                    "TOCSIN_INGEST_URL",
                    "TOCSIN_TOKEN",
                    "TOCSIN_TOKEN_FILE",
                    "TOCSIN_INGEST_CA",
                    "TOCSIN_INGEST_CLIENT_CERT",
                    "TOCSIN_INGEST_CLIENT_KEY"),
            new Api("/v1/", "http://127.0.0.1:9481", Duration.ofMinutes(5))); // 1 GB of dead letters is read through

    /**
     * Those that lead to it.
     *
     * @param token the one that the service itself knows
     */
    record Variables(String url, String token, String tokenFile, String ca, String certificate, String key) {}

    /**
     * How it is asked.
     *
     * @param root of all paths
     * @param example an address as it may be
     * @param patience how long an answer may take
     */
    record Api(String root, String example, Duration patience) {}

    private final String part;
    private final String word;
    private final String description;
    private final String option;
    private final Variables variables;
    private final Api api;

    ServiceName(String part, String word, String description, String option, Variables variables, Api api) {
        this.part = part;
        this.word = word;
        this.description = description;
        this.option = option;
        this.variables = variables;
        this.api = api;
    }

    /** Its name among the parts of a running Tocsin. */
    String part() {
        return part;
    }

    /** In sentences. */
    String word() {
        return word;
    }

    /** What is to answer at its address. */
    String description() {
        return description;
    }

    /** How to name another one. */
    String option() {
        return option;
    }

    Variables variables() {
        return variables;
    }

    Api api() {
        return api;
    }
}
