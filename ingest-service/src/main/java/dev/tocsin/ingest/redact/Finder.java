package dev.tocsin.ingest.redact;

/** Finds the places of one kind of secret. In time linear in the text; thread-safe. */
@FunctionalInterface
interface Finder {
    /** Adds what is to be replaced, from left to right. */
    void find(String text, Spans found);
}
