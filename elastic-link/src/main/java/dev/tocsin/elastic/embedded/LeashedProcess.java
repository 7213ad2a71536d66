package dev.tocsin.elastic.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A child process that cannot outlive this one: a shell holds it by a pipe and ends it when the pipe closes, also after
 * {@code kill -9} of this process, on Linux and on macOS. Its output goes to a log file.
 */
public final class LeashedProcess implements AutoCloseable {
    private static final String LEASH = leashScript();
    private static final int LOG_TAIL_BYTES = 64 * 1024;

    private final String name;
    private final Process shell;
    private final Path log;
    private final long logStart;

    private LeashedProcess(String name, Process shell, Path log, long logStart) {
        this.name = name;
        this.shell = shell;
        this.log = log;
        this.logStart = logStart;
    }

    /** {@link #start(String, String, List, Map, Path)} of a program that ends in an orderly way on TERM. */
    public static LeashedProcess start(String name, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        return start(name, "TERM", command, environment, log);
    }

    /**
     * Starts a program.
     *
     * @param name for messages
     * @param stopSignal asks the program to end: {@code TERM}, {@code INT}
     * @param environment added to this process' own; a name with an empty text is taken out of it
     * @param log appended to; its folder is created
     */
    public static LeashedProcess start(
            String name, String stopSignal, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        Path folder = log.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", LEASH, "leash", stopSignal));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().keySet().removeIf(variable -> "".equals(environment.get(variable)));
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        return new LeashedProcess(name, builder.start(), log, logStart);
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return shell.isAlive();
    }

    /** Completes with the exit code of the child. */
    public CompletableFuture<Integer> onExit() {
        return shell.onExit().thenApply(Process::exitValue);
    }

    /** The processes behind the shell, the child first; for tests that send them signals. */
    public List<ProcessHandle> descendants() {
        try (Stream<ProcessHandle> all = shell.descendants()) {
            return all.toList();
        }
    }

    /** The last lines that this run wrote into the log, for a message when it did not start. */
    public List<String> lastLogLines(int count) {
        try {
            byte[] bytes = Files.readAllBytes(log);
            int from = Math.max((int) Math.min(logStart, bytes.length), bytes.length - LOG_TAIL_BYTES);
            List<String> lines = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("(no log: " + e.getMessage() + ")");
        }
    }

    /** Asks it to end, waits, and kills what is left after the deadline. Returns whether it ended by itself. */
    public boolean stop(Duration deadline) {
        List<ProcessHandle> program = program();
        shell.destroy();
        boolean ended = waitFor(deadline);
        if (!ended) {
            end(program);
        }
        awaitEnd(program);
        return ended;
    }

    /** Ends it without asking, as a crash would. */
    public void kill() {
        List<ProcessHandle> program = program();
        end(program);
        awaitEnd(program);
    }

    /** The child and what it has started; not what the shell has beside it. */
    private List<ProcessHandle> program() {
        return descendants().stream()
                .limit(1)
                .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()))
                .toList();
    }

    /**
     * The shell ends when its child has, and takes note of that: were it killed too, that would be left to the first
     * process of the machine, which may be slow to, and until then the child counts as alive.
     */
    private void end(List<ProcessHandle> program) {
        program.forEach(ProcessHandle::destroyForcibly);
        if (program.isEmpty() || !waitFor(Duration.ofSeconds(10))) {
            shell.destroyForcibly();
            waitFor(Duration.ofSeconds(10));
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(30));
    }

    /** The server of Elasticsearch is a grandchild: its port and its lock are free only when it is gone too. */
    private static void awaitEnd(List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException | TimeoutException e) {
                process.destroyForcibly();
            }
        }
    }

    private boolean waitFor(Duration deadline) {
        try {
            return shell.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String leashScript() {
        try (InputStream script = LeashedProcess.class.getResourceAsStream("leash.sh")) {
            if (script == null) {
                throw new IllegalStateException("leash.sh is missing from the build");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading leash.sh", e);
        }
    }
}
