package dev.tocsin.access;

/** {@code tokens.yml} cannot be used; the message has a line for each problem and shows no secret. */
public final class TokensRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TokensRefused(String message) {
        super(message);
    }
}
