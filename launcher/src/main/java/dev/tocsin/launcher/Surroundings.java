package dev.tocsin.launcher;

import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.terminal.Terminal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What every command needs to know about where it runs. */
record Surroundings(Installation installation, Terminal terminal, Map<String, String> environment) {
    /** The data folder: as the option says, else the variable, else the one beside the program. */
    Path data(@Nullable Path option) {
        return chosen(option, "TOCSIN_DATA", installation.data());
    }

    /** The folder with the configuration: as the option says, else the variable, else the one beside the program. */
    Path config(@Nullable Path option) {
        return chosen(option, "TOCSIN_CONFIG", installation.config());
    }

    /** What the commands have at hand that start nothing. */
    Desk desk() {
        return new Desk(terminal, environment, config(null), data(null), InstantSource.system());
    }

    private Path chosen(@Nullable Path option, String variable, Path standard) {
        String said = environment.getOrDefault(variable, "");
        Path path = option != null ? option : said.isBlank() ? standard : Path.of(said);
        return path.toAbsolutePath().normalize();
    }
}
