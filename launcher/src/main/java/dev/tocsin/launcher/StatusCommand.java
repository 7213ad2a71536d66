package dev.tocsin.launcher;

import dev.tocsin.launcher.desk.Service;
import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.part.Readiness;
import dev.tocsin.launcher.terminal.Table;
import dev.tocsin.launcher.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what runs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Says what runs on a data folder. Exit code 0: everything is ready; 1: something is not; 3: nothing runs.")
final class StatusCommand implements Callable<Integer> {
    private static final String ENGINE = "alert-engine";
    private static final String READY = "ready";
    private static final int NOT_READY = 1;
    private static final int NOT_RUNNING = 3;

    private final Surroundings surroundings;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder (TOCSIN_DATA).")
    @Nullable
    Path data;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = surroundings.terminal();
        Path folder = surroundings.data(data);
        Optional<RunState> state = DataFolder.state(folder);
        if (!DataFolder.isTaken(folder)) {
            terminal.line("Nothing runs on " + folder + ". Start it with ./tocsin up");
            if (state.isPresent()) {
                terminal.line("The last one (PID " + state.get().launcher().pid() + ") did not end in order.");
            }
            return NOT_RUNNING;
        }
        if (state.isEmpty()) {
            terminal.line("A Tocsin is just starting on " + folder + ".");
            return NOT_READY;
        }
        terminal.line(
                "Tocsin runs on " + folder + ", PID " + state.get().launcher().pid() + ".");
        return show(state.get()) ? 0 : NOT_READY;
    }

    private boolean show(RunState state) throws IOException, InterruptedException {
        boolean allReady = true;
        boolean hasEngine = false;
        List<Service> services = new ArrayList<>();
        Table table = new Table();
        for (PartState part : state.parts()) {
            String how = state(part);
            allReady &= how.equals(READY);
            if (how.equals(READY)) {
                hasEngine |= part.name().equals(ENGINE);
                surroundings.desk().serviceOf(part).ifPresent(services::add);
            }
            table.row(
                    part.name(),
                    how,
                    part.process() == null ? "" : "PID " + part.process().pid(),
                    part.address());
        }
        table.lines().forEach(surroundings.terminal()::line);
        for (Service service : services) {
            Attention.tell(surroundings.terminal(), service);
        }
        return allReady && hasEngine;
    }

    private static String state(PartState part) throws InterruptedException {
        return switch (part.stage()) {
            case WAITING -> "waiting";
            case STARTING -> "starting";
            case STARTED -> part.find().isEmpty() ? "gone" : isReady(part) ? READY : "not ready";
        };
    }

    private static boolean isReady(PartState part) throws InterruptedException {
        if (!part.check().isEmpty()) {
            try (HttpClient client = Readiness.client(part.check().startsWith("https") ? part.certificate() : "")) {
                return Readiness.answers(client, URI.create(part.check()));
            }
        }
        URI address = URI.create(part.address().replaceFirst("^jdbc:", ""));
        return Readiness.accepts(address.getHost(), address.getPort());
    }
}
