package dev.tocsin.elastic.template;

/** The templates cannot be installed or removed; the message names the object and what to do. */
public final class TemplatesRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    TemplatesRefused(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Whether Elasticsearch does not let us look or change: 401 or 403. */
    public boolean isForbidden() {
        return status == 401 || status == 403;
    }
}
