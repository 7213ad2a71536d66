package dev.tocsin.launcher.letters;

/** The step that could not go on. */
public enum LetterStage {
    DECODE,
    INDEX
}
