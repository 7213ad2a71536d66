package dev.tocsin.launcher.routes;

import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.route.ConfigProblem;
import dev.tocsin.alert.route.Routes;
import dev.tocsin.launcher.desk.Desk;
import dev.tocsin.launcher.desk.EngineChannels;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Terminal;
import java.nio.file.Files;
import java.util.List;

/**
 * Routes as an engine with these files has them. Where the files say nothing of any channel, one that runs is asked.
 *
 * @param problems of routes.yml
 */
record FilesRead(Routes routes, List<ConfigProblem> problems) {
    private static final String FILE = "routes.yml";

    static FilesRead at(Desk desk) {
        if (!Files.isDirectory(desk.config())) {
            throw new Problem("there is no folder " + desk.config() + ": name one with --config, or set TOCSIN_CONFIG");
        }
        ChannelPlaces places = new ChannelPlaces(desk.config(), desk.environment(), new EngineChannels(desk));
        NotificationConfig read = NotificationConfig.load(places, ChannelTypes.forReading(DiscoverLinks.none()));
        return new FilesRead(
                read.routes(),
                read.problems().stream()
                        .filter(problem -> problem.file().equals(FILE))
                        .toList());
    }

    /** Whether there is one. */
    boolean tellProblems(Terminal terminal) {
        if (!problems.isEmpty()) {
            terminal.line("");
        }
        problems.forEach(problem -> terminal.problem(problem.inWords()));
        return !problems.isEmpty();
    }
}
