package dev.tocsin.alert.route;

/**
 * One text of a list in a {@link ConfigFile}, with its place.
 *
 * @param path such as {@code routes[0].matchers[1]}
 */
record ConfigText(ConfigFile file, String path, int line, String text) {
    void report(String reason, String hint) {
        file.report(line, path, reason, hint);
    }
}
