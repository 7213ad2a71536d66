package dev.tocsin.access;

/** TLS material cannot be used; the message names the file and says what is wrong with it, a line for each problem. */
public final class TlsRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TlsRefused(String message) {
        super(message, null, false, false);
    }
}
