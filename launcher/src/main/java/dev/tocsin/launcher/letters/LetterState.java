package dev.tocsin.launcher.letters;

/** What became of letters. */
public enum LetterState {
    KEPT,
    REPLAYED,
    DROPPED,
    ALL
}
