package dev.tocsin.launcher.part;

import dev.tocsin.elastic.embedded.LeashedProcess;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service of ours: a program with a log file and a page that says when it is ready. */
public final class ServicePart implements Part {
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(40);
    private static final int TAIL = 15;

    /** What a TLS port says in plain text to who speaks plain text. */
    private static final int BAD_REQUEST = 400;

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final String address;
    private final URI check;
    private final String certificate;
    private final Duration deadline;
    private volatile @Nullable LeashedProcess process;

    /**
     * @param environment added to our own
     * @param certificate that it shows where its address or its check is https; empty without TLS
     * @param deadline for becoming ready
     */
    public ServicePart(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            String address,
            URI check,
            String certificate,
            Duration deadline) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.address = address;
        this.check = check;
        this.certificate = certificate;
        this.deadline = deadline;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public String check() {
        return check.toString();
    }

    @Override
    public String certificate() {
        return certificate;
    }

    /** Its command line once more, to say whether it can start as it is set, but for some variables. */
    Process rehearse(Set<String> without) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.add("--check");
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment()
                .keySet()
                .removeIf(variable -> without.contains(variable) || "".equals(environment.get(variable)));
        return builder.start();
    }

    @Override
    public void start() throws IOException {
        KeptLogs.makeRoomFor(log);
        LeashedProcess started = LeashedProcess.start(name, command, environment, log);
        process = started;
        try (HttpClient client = Readiness.client(certificate)) {
            waitUntilReady(started, client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(name + ": interrupted while starting");
        }
    }

    private void waitUntilReady(LeashedProcess started, HttpClient client) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        int answer;
        while ((answer = Readiness.status(client, check)) != Readiness.READY) {
            if (answer == BAD_REQUEST && check.getScheme().equals("http")) {
                throw new Problem(
                        name + " speaks TLS at " + check + ", which ./tocsin up does not know of: switch it on by"
                                + " variables, as SECURITY.md lists them, and not in a file");
            }
            Integer code = started.onExit()
                    .completeOnTimeout(null, 150, TimeUnit.MILLISECONDS)
                    .join();
            if (code != null) {
                throw new Problem(name + " ended while starting, with exit code " + code + tail(started));
            }
            if (System.nanoTime() > end) {
                throw new Problem(
                        name + " was not ready after " + deadline.toSeconds() + " s (" + check + ")" + tail(started));
            }
        }
    }

    private String tail(LeashedProcess started) {
        return "; the end of its log " + log + ":\n  " + String.join("\n  ", started.lastLogLines(TAIL));
    }

    @Override
    public LeashedProcess process() {
        LeashedProcess started = process;
        if (started == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return started;
    }

    @Override
    public boolean stop() {
        LeashedProcess started = process;
        return started == null || started.stop(STOP_DEADLINE);
    }
}
