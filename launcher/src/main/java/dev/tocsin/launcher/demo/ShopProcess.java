package dev.tocsin.launcher.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The example shop as a process of its own. It listens on its stdin: a line takes it to the next part of its day, the
 * end closes it, so that it cannot outlive us.
 */
final class ShopProcess implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Process process;
    private final Path report;

    private ShopProcess(Process process, Path report) {
        this.process = process;
        this.report = report;
    }

    /** @param command runs the shop; its options are added */
    static ShopProcess start(List<String> command, List<String> options, String destination, Path report, Path log)
            throws IOException {
        // Ctrl-C in the terminal reaches the whole group: the shop has to leave that to us, or its last events are
        // lost.
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "shop"));
        line.addAll(command);
        line.addAll(options);
        line.addAll(List.of("--report", report.toString()));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("TOCSIN_DESTINATIONS", destination);
        return new ShopProcess(builder.start(), report);
    }

    /** Takes it to the next part of its day. */
    void next() throws IOException {
        process.getOutputStream().write("next\n".getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** Returns whether a phase has begun before {@code patience} was over. */
    boolean awaitPhase(String phase, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (ShopReport.read(report).began(phase).isEmpty()) {
            if (System.nanoTime() > end || process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return ShopReport.read(report).began(phase).isPresent();
            }
        }
        return true;
    }

    /** Closes the shop, and waits until everything is shipped. Empty if it did not end in order. */
    Optional<ShopReport.Figures> closeShop(Duration patience) throws IOException, InterruptedException {
        endInput();
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        return ended && process.exitValue() == 0 ? ShopReport.read(report).figures() : Optional.empty();
    }

    ShopReport report() throws IOException {
        return ShopReport.read(report);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void endInput() {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.flush();
        } catch (IOException e) {
            // It has closed its end: it is going already.
        }
    }
}
