package dev.tocsin.launcher.letters;

/** What is said of a deed. */
enum LetterWords {
    REPLAY(
            "replay",
            "Replay",
            "Replayed",
            "would be taken",
            "; Elasticsearch has them within seconds, and what it refuses again is a new letter",
            " Elasticsearch was not asked: what it refuses again becomes a new letter."),
    DROP("drop", "Drop", "Dropped", "would be dropped", "", "");

    private final String path;
    private final String order;
    private final String done;
    private final String would;
    private final String then;
    private final String unknown;

    LetterWords(String path, String order, String done, String would, String then, String unknown) {
        this.path = path;
        this.order = order;
        this.done = done;
        this.would = would;
        this.then = then;
        this.unknown = unknown;
    }

    /** In the API, and of the command. */
    String path() {
        return path;
    }

    /** Before the letters that are meant. */
    String order() {
        return order;
    }

    /** Before those it was done to. */
    String done() {
        return done;
    }

    /** Behind those it would be done to. */
    String would() {
        return would;
    }

    /** What a dry run does not say. */
    String unknown() {
        return unknown;
    }

    /** What follows of it. */
    String then() {
        return then;
    }
}
