package dev.tocsin.launcher;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.template.TemplateChange;
import dev.tocsin.elastic.template.TemplateChange.Action;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.part.Household;
import dev.tocsin.launcher.part.HouseholdListener;
import dev.tocsin.launcher.part.Leftovers;
import dev.tocsin.launcher.part.Part;
import dev.tocsin.launcher.port.PortCheck;
import dev.tocsin.launcher.terminal.Progress;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** All parts of Tocsin on one machine: opened in order, closed in reverse order, also when opening was not finished. */
final class House implements AutoCloseable {
    private static final Duration LEFTOVERS_DEADLINE = Duration.ofSeconds(20);

    private final HouseOptions options;
    private final PartsList list;
    private final Terminal terminal;
    private final DataFolder folder;
    private final Household household;
    private volatile boolean opened;

    private House(HouseOptions options, PartsList list, Terminal terminal, DataFolder folder) {
        this.options = options;
        this.list = list;
        this.terminal = terminal;
        this.folder = folder;
        this.household = new Household(new Spoken(terminal));
    }

    /**
     * Takes the data folder and looks whether everything is at hand; nothing runs yet.
     *
     * @throws dev.tocsin.launcher.home.FolderTaken if another Tocsin has the folder
     * @throws dev.tocsin.launcher.port.UnusablePorts naming all ports that are taken
     */
    static House prepare(HouseOptions options, Installation installation, Terminal terminal) throws IOException {
        if (!Files.isDirectory(options.config())) {
            throw new Problem("there is no configuration in " + options.config() + ": set --config or TOCSIN_CONFIG");
        }
        PartsList list = new PartsList(options, installation, terminal::line);
        list.services(); // built?
        DataFolder folder = DataFolder.take(options.data());
        try {
            PortCheck.requireFree(options.ports(), list.doors());
            Files.createDirectories(options.data().resolve("logs"));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
        return new House(options, list, terminal, folder);
    }

    /** Starts everything and returns when all of it is ready. */
    void open() throws IOException, InterruptedException {
        remember();
        start(list.servers());
        ElasticSettings elasticsearch = list.elasticsearch();
        try (ElasticLink link = ElasticLink.open(elasticsearch)) {
            installTemplates(link);
        }
        start(list.services());
        opened = true;
    }

    private void start(List<Part> parts) throws IOException, InterruptedException {
        if (parts.isEmpty()) {
            return;
        }
        String names = parts.stream().map(Part::name).collect(Collectors.joining(" and "));
        try (Progress _ = terminal.progress("starting " + names)) {
            household.startTogether(parts);
        }
        remember();
    }

    private static String versionOf(ElasticLink link) {
        try {
            return link.probe().version();
        } catch (IOException e) {
            throw new Problem(
                    link.settings() + " cannot be used: " + e.getMessage()
                            + "\nCheck ELASTICSEARCH_URL, or unset it to use the embedded server.",
                    e);
        }
    }

    private void installTemplates(ElasticLink link) throws IOException {
        long begin = System.nanoTime();
        List<TemplateChange> changes = new TemplateInstaller(link, versionOf(link)).install();
        long changed = changes.stream()
                .filter(change -> change.action() == Action.CREATE || change.action() == Action.UPGRADE)
                .count();
        changes.stream()
                .filter(change -> change.action() == Action.NEWER)
                .forEach(
                        change -> terminal.problem(change.object() + " is newer than this Tocsin: " + change.detail()));
        terminal.done(
                changed == 0 ? "index templates are there" : "index templates installed",
                Duration.ofNanos(System.nanoTime() - begin));
    }

    PartsList list() {
        return list;
    }

    HouseOptions options() {
        return options;
    }

    boolean isClosing() {
        return household.isClosing();
    }

    /** Completes with the first part that ends without having been asked to. */
    CompletableFuture<Part> firstDeath() {
        return household.firstDeath();
    }

    @Override
    public void close() {
        if (household.isClosing()) {
            return;
        }
        household.close();
        if (!opened) {
            Leftovers.end(LEFTOVERS_DEADLINE);
        }
        folder.close();
    }

    private void remember() throws IOException {
        folder.write(new RunState(
                LiveProcess.of(ProcessHandle.current()),
                household.parts().stream()
                        .map(part -> new PartState(
                                part.name(),
                                LiveProcess.of(part.process().descendants().getFirst()),
                                part.address(),
                                part.check(),
                                part.process().log().toString()))
                        .toList()));
    }

    private record Spoken(Terminal terminal) implements HouseholdListener {
        @Override
        public void started(Part part, Duration took) {
            terminal.done(part.name() + " is ready", took);
        }

        @Override
        public void stopped(Part part, Duration took, boolean inOrder) {
            if (inOrder) {
                terminal.done(part.name() + " stopped", took);
            } else {
                terminal.problem(part.name() + " did not end in time and was killed after " + Terminal.seconds(took));
            }
        }
    }
}
