package dev.tocsin.alert.route;

/**
 * What is wrong in channels.yml or routes.yml, told so that a person can mend it; never with a secret's value.
 *
 * @param file name of the file
 * @param line from 1; 0 for the whole file
 * @param path such as {@code slack-shop.slack.webhook}; empty for the whole file
 * @param hint what to do; empty if the reason says it all
 */
public record ConfigProblem(String file, int line, String path, String reason, String hint) {
    /** One line. */
    public String inWords() {
        return file + (line == 0 ? "" : ":" + line) + (path.isEmpty() ? "" : " " + path) + ": " + reason
                + (hint.isEmpty() ? "" : " (" + hint + ")");
    }
}
