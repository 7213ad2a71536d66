package dev.tocsin.elastic.template;

/** The templates cannot be installed or removed; the message names the object and what to do. */
public final class TemplatesRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TemplatesRefused(String message) {
        super(message);
    }
}
