package dev.tocsin.elastic;

/** What answered is not an Elasticsearch that we work with; the message says what it is and what would do. */
public final class UnsupportedServer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsupportedServer(String message) {
        super(message);
    }
}
