package dev.tocsin.elastic;

import java.io.IOException;

/** The answer has more bytes than who asked wants in memory. It came whole, and was thrown away. */
public final class AnswerTooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param largest in bytes that the request allows */
    AnswerTooLarge(int largest) {
        super("the answer has more than " + largest + " bytes");
    }
}
