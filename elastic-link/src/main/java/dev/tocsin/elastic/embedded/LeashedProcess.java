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
import java.util.concurrent.TimeUnit;
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

    private LeashedProcess(String name, Process shell, Path log) {
        this.name = name;
        this.shell = shell;
        this.log = log;
    }

    /**
     * @param name for messages
     * @param environment added to this process' own
     * @param log appended to; its folder is created
     */
    public static LeashedProcess start(String name, List<String> command, Map<String, String> environment, Path log)
            throws IOException {
        Path folder = log.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", LEASH, "leash"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new LeashedProcess(name, builder.start(), log);
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

    /** The last lines of the log, for a message when it did not start. */
    public List<String> lastLogLines(int count) {
        try {
            byte[] bytes = Files.readAllBytes(log);
            int from = Math.max(0, bytes.length - LOG_TAIL_BYTES);
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
        List<ProcessHandle> all = descendants();
        shell.destroy();
        boolean ended = waitFor(deadline);
        if (!ended) {
            all.forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
            waitFor(Duration.ofSeconds(10));
        }
        // The server of Elasticsearch is a grandchild: the port is free only when it is gone too.
        for (ProcessHandle process : all) {
            try {
                process.onExit().get(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ended;
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                process.destroyForcibly();
            }
        }
        return ended;
    }

    /** Ends it without asking, as a crash would. */
    public void kill() {
        List<ProcessHandle> all = descendants();
        all.forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
        waitFor(Duration.ofSeconds(10));
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(30));
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
