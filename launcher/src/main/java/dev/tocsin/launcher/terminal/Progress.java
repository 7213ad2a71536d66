package dev.tocsin.launcher.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows that something is under way: a line that moves on a terminal, else a line every ten seconds. */
public final class Progress implements AutoCloseable {
    private static final Duration MOVE = Duration.ofMillis(250);
    private static final Duration TELL = Duration.ofSeconds(10);
    private static final int WIDTH = 79;

    private final Terminal terminal;
    private final long begin = System.nanoTime();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile String what;
    private final Thread drawing;

    private Progress(Terminal terminal, String what) {
        this.terminal = terminal;
        this.what = what;
        this.drawing = Thread.ofVirtual().name("progress").unstarted(this::draw);
    }

    static Progress begin(Terminal terminal, String what) {
        Progress progress = new Progress(terminal, what);
        if (!terminal.isMoving()) {
            terminal.line("  " + what + " ...");
        }
        progress.drawing.start();
        return progress;
    }

    /** Says in other words what is under way. */
    public void now(String newWhat) {
        what = newWhat;
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Override
    public void close() {
        over.countDown();
        try {
            drawing.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminal.moveTo(null);
    }

    private void draw() {
        try {
            Duration pause = terminal.isMoving() ? MOVE : TELL;
            while (!over.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                if (terminal.isMoving()) {
                    terminal.moveTo(line());
                } else {
                    terminal.line(line());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String line() {
        String line = "  " + what + " ... " + elapsed().toSeconds() + " s";
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH);
    }
}
