package dev.tocsin.launcher.queries;

import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.launcher.terminal.Terminal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;

/**
 * What the commands about queries and events have at hand.
 *
 * @param config folder with rules and queries, unless an option says another
 * @param data folder of a running Tocsin, unless an option says another
 * @param elasticsearch which one to ask, by the data folder
 */
public record ReadingRoom(
        Terminal terminal,
        Map<String, String> environment,
        Path config,
        Path data,
        InstantSource clock,
        Function<Path, ElasticSettings> elasticsearch) {
    /** Columns of the terminal, as the shell says. */
    int width() {
        String columns = environment.getOrDefault("COLUMNS", "");
        int said = columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : STANDARD_WIDTH;
        return Math.max(NARROWEST, Math.min(said, WIDEST));
    }

    private static final int STANDARD_WIDTH = 80;
    private static final int NARROWEST = 40;
    private static final int WIDEST = 240;
}
