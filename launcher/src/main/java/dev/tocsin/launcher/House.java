package dev.tocsin.launcher;

import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticSettings;
import dev.tocsin.elastic.template.TemplateChange;
import dev.tocsin.elastic.template.TemplateChange.Action;
import dev.tocsin.elastic.template.TemplateInstaller;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.DiskTrouble;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.part.Household;
import dev.tocsin.launcher.part.HouseholdListener;
import dev.tocsin.launcher.part.Leftovers;
import dev.tocsin.launcher.part.Part;
import dev.tocsin.launcher.part.Rehearsal;
import dev.tocsin.launcher.part.ServicePart;
import dev.tocsin.launcher.port.PortCheck;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Progress;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All parts of Tocsin on one machine: opened in order, closed in reverse order, also when opening was not finished. */
final class House implements AutoCloseable {
    private static final Duration LEFTOVERS_DEADLINE = Duration.ofSeconds(20);

    private final HouseOptions options;
    private final PartsList list;
    private final Terminal terminal;
    private final DataFolder folder;
    private final List<Part> servers;
    private final List<ServicePart> services;
    private final Map<Part, Stage> stages = new ConcurrentHashMap<>();
    private final Map<Part, LiveProcess> processes = new ConcurrentHashMap<>();
    private final Household household;
    private volatile boolean opened;

    private House(
            HouseOptions options, PartsList list, List<ServicePart> services, Terminal terminal, DataFolder folder) {
        this.options = options;
        this.list = list;
        this.terminal = terminal;
        this.folder = folder;
        this.servers = list.servers();
        this.services = services;
        this.household = new Household(new Spoken());
    }

    /**
     * Takes the data folder and looks whether everything is at hand; nothing runs yet.
     *
     * @throws Problem if another Tocsin has the folder
     * @throws Problem naming all ports that are taken
     */
    static House prepare(HouseOptions options, Installation installation, Terminal terminal) {
        requireConfig(options.config());
        PartsList list = new PartsList(options, installation, terminal::line);
        list.elasticsearch(); // settings that can be used?
        List<ServicePart> services = list.services(); // built?
        DataFolder folder = take(options.data());
        try {
            PortCheck.requireFree(options.ports(), list.doors());
            House house = new House(options, list, services, terminal, folder);
            house.makeLogsFolder();
            house.remember();
            return house;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static void requireConfig(Path config) {
        String wrong = !Files.exists(config)
                ? "there is no configuration in " + config
                : !Files.isDirectory(config)
                        ? "the configuration has to be a folder, and " + config + " is a file"
                        : !Files.isReadable(config) ? "the configuration in " + config + " may not be read" : "";
        if (!wrong.isEmpty()) {
            throw new Problem(wrong + ".\nName the folder with engine.yml and rules by --config or TOCSIN_CONFIG.");
        }
    }

    private static DataFolder take(Path data) {
        try {
            return DataFolder.take(data);
        } catch (IOException e) {
            throw unusable(data, e);
        }
    }

    private static Problem unusable(Path data, IOException e) {
        return new Problem(
                "the data folder " + data + " cannot be made or written to: " + DiskTrouble.inWords(e)
                        + ".\nChoose another by --data or TOCSIN_DATA, or make room or give the right to write there.",
                e);
    }

    private void makeLogsFolder() {
        try {
            Files.createDirectories(options.data().resolve("logs"));
        } catch (IOException e) {
            throw unusable(options.data(), e);
        }
    }

    /** @throws Problem with all that is wrong with the settings of the services; nothing runs yet */
    void rehearse() throws IOException, InterruptedException {
        try (Progress _ = terminal.progress("looking at engine.yml and ingest.yml")) {
            Rehearsal.of(services, options.embedsPostgres() ? Set.of("TOCSIN_DB_PASSWORD_FILE") : Set.of());
        }
    }

    /** Starts everything and returns when all of it is ready. */
    void open() throws IOException, InterruptedException {
        start(servers);
        ElasticSettings elasticsearch = list.elasticsearch();
        try (ElasticLink link = ElasticLink.open(elasticsearch)) {
            installTemplates(link);
        }
        start(services);
        opened = true;
    }

    private void start(List<? extends Part> parts) throws IOException, InterruptedException {
        if (parts.isEmpty()) {
            return;
        }
        parts.forEach(part -> stages.put(part, Stage.STARTING));
        remember();
        String names = parts.stream().map(Part::name).collect(Collectors.joining(" and "));
        try (Progress _ = terminal.progress("starting " + names)) {
            household.startTogether(parts);
        }
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

    /** Writes down how far each part is, for status and down. */
    private synchronized void remember() {
        try {
            folder.write(new RunState(
                    LiveProcess.of(ProcessHandle.current()),
                    Stream.concat(servers.stream(), services.stream())
                            .map(this::stateOf)
                            .toList()));
        } catch (IOException e) {
            throw unusable(options.data(), e);
        }
    }

    private PartState stateOf(Part part) {
        Stage stage = stages.getOrDefault(part, Stage.WAITING);
        return new PartState(part.name(), stage, processes.get(part), part.address(), part.check(), part.certificate());
    }

    private final class Spoken implements HouseholdListener {
        @Override
        public void started(Part part, Duration took) {
            part.process().descendants().stream()
                    .findFirst()
                    .ifPresent(process -> processes.put(part, LiveProcess.of(process)));
            stages.put(part, Stage.STARTED);
            remember();
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
