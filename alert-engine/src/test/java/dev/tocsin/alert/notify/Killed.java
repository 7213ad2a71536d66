package dev.tocsin.alert.notify;

/** Ends a lane as the end of its process would: nothing catches it. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;
}
