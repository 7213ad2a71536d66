package dev.tocsin.ingest;

/** What is read again while the service runs, by the names that metrics and health have for it. */
enum WatchedFile {
    SETTINGS("settings", "ingest.yml"),
    TOKENS("tokens", "tokens.yml"),
    HTTP_TLS("http-tls", "TLS of the HTTP door"),
    TCP_TLS("tcp-tls", "TLS of JSON lines over TCP"),
    SYSLOG_TLS("syslog-tls", "TLS of syslog");

    private final String word;
    private final String title;

    WatchedFile(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** In metrics and health. */
    String word() {
        return word;
    }

    /** In sentences. */
    String title() {
        return title;
    }
}
