package dev.tocsin.alert;

/** The engine dies here: no code of ours may catch it. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(String where) {
        super(where);
    }
}
