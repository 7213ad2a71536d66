package dev.tocsin.launcher;

import dev.tocsin.launcher.home.DataFolder;
import dev.tocsin.launcher.home.LiveProcess;
import dev.tocsin.launcher.home.RunState;
import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.terminal.Problem;
import dev.tocsin.launcher.terminal.Progress;
import dev.tocsin.launcher.terminal.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops what runs. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the Tocsin that runs on a data folder, in order, and waits until it is gone.")
final class DownCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder (TOCSIN_DATA).")
    @Nullable
    Path data;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait (default: ${DEFAULT-VALUE}).")
    int timeoutSeconds;

    DownCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = surroundings.terminal();
        Path folder = surroundings.data(data);
        Optional<RunState> state = DataFolder.state(folder);
        List<LiveProcess> running = running(state);
        if (running.isEmpty()) {
            if (DataFolder.isTaken(folder)) {
                throw new Problem("a Tocsin is just starting on " + folder + ": try again in a moment");
            }
            DataFolder.forget(folder);
            terminal.line("Nothing runs on " + folder + ".");
            return 0;
        }
        return stop(running, folder, terminal);
    }

    /** The launcher, which stops the others; or, if it was killed, those of its parts that are still there. */
    private static List<LiveProcess> running(Optional<RunState> state) {
        List<LiveProcess> all = new ArrayList<>();
        if (state.isPresent()) {
            all.add(state.get().launcher());
            state.get().parts().stream()
                    .map(PartState::process)
                    .filter(Objects::nonNull)
                    .forEach(all::add);
        }
        List<LiveProcess> alive =
                all.stream().filter(process -> process.find().isPresent()).toList();
        return alive.isEmpty() || !alive.getFirst().equals(all.getFirst()) ? alive : alive.subList(0, 1);
    }

    private int stop(List<LiveProcess> running, Path folder, Terminal terminal) throws InterruptedException {
        long begin = System.nanoTime();
        List<ProcessHandle> processes =
                running.stream().flatMap(process -> process.find().stream()).toList();
        processes.forEach(ProcessHandle::destroy);
        String pids = running.stream()
                .map(process -> "PID " + process.pid())
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
        try (Progress progress = terminal.progress("stopping Tocsin (" + pids + ")")) {
            Duration patience = Duration.ofSeconds(timeoutSeconds);
            for (ProcessHandle process : processes) {
                long left = patience.minus(progress.elapsed()).toMillis();
                process.onExit().get(Math.max(1, left), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException | ExecutionException e) {
            throw new Problem(
                    "it has not ended after " + timeoutSeconds + " s. It may still be writing; see the logs in "
                            + folder.resolve("logs") + ".\nkill -9 of " + pids
                            + " is safe: what was acknowledged is kept, and nothing is left running.");
        }
        terminal.done("Tocsin on " + folder + " is stopped", Duration.ofNanos(System.nanoTime() - begin));
        return 0;
    }
}
