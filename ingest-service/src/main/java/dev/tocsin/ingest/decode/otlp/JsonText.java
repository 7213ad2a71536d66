package dev.tocsin.ingest.decode.otlp;

import tools.jackson.core.io.JsonStringEncoder;

/** JSON that is made of what it is told, which may begin in the middle of a value. Not thread-safe. */
final class JsonText {
    private final StringBuilder text = new StringBuilder();

    /** A further text begins, of that name, and with that many lists around what follows. */
    void begin(String name, int lists) {
        text.append(text.isEmpty() ? "" : "\n").append(name).append(": ").repeat("[", lists);
    }

    void key(String key) {
        text(key);
        text.append(':');
    }

    void text(String value) {
        separate();
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
    }

    /** A number, boolean or null. */
    void plain(String value) {
        separate();
        text.append(value);
    }

    void open(char bracket) {
        separate();
        text.append(bracket);
    }

    void close(char bracket) {
        text.append(bracket);
    }

    /** By what is last it can be told, for every value and key ends with another sign than these. */
    private void separate() {
        if (!text.isEmpty() && "[{: ".indexOf(text.charAt(text.length() - 1)) < 0) {
            text.append(',');
        }
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    int length() {
        return text.length();
    }

    void clear() {
        text.setLength(0);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
