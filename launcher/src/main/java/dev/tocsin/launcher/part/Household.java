package dev.tocsin.launcher.part;

import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The parts that run: started stage by stage, all of a stage at once, and stopped in reverse order. Thread-safe: closing
 * it from a shutdown hook while a stage starts is foreseen.
 */
public final class Household implements AutoCloseable {
    private final HouseholdListener listener;
    private final List<List<Part>> stages = new ArrayList<>();
    private boolean closing;

    public Household(HouseholdListener listener) {
        this.listener = listener;
    }

    /**
     * Starts parts at the same time and returns when all are ready.
     *
     * @throws Problem and what else the first one that failed throws; the others are stopped by {@link #close}
     */
    public void startTogether(List<? extends Part> parts) throws IOException, InterruptedException {
        List<Part> stage = new ArrayList<>();
        synchronized (this) {
            requireOpen();
            stages.add(stage);
        }
        CompletableFuture<@Nullable Void> outcome = new CompletableFuture<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (Part part : parts) {
            CompletableFuture<Void> start = CompletableFuture.runAsync(() -> start(part, stage), threads);
            start.exceptionally(failure -> {
                outcome.completeExceptionally(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
                return null;
            });
            starts.add(start);
        }
        CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).thenRun(() -> outcome.complete(null));
        try {
            outcome.get();
        } catch (java.util.concurrent.ExecutionException e) {
            switch (e.getCause()) {
                case UncheckedIOException wrapped -> throw wrapped.getCause();
                case RuntimeException unchecked -> throw unchecked;
                case null, default -> throw new IllegalStateException(e);
            }
        } finally {
            threads.shutdown();
        }
    }

    private void start(Part part, List<Part> stage) {
        long begin = System.nanoTime();
        try {
            part.start();
        } catch (IOException e) {
            throw new UncheckedIOException(part.name() + ": " + e.getMessage(), e);
        } finally {
            // Also one that failed: it may have left a process that has to be stopped.
            enter(part, stage);
        }
        listener.started(part, Duration.ofNanos(System.nanoTime() - begin));
    }

    private void enter(Part part, List<Part> stage) {
        synchronized (this) {
            if (!closing) {
                stage.add(part);
                return;
            }
        }
        part.stop();
    }

    public synchronized boolean isClosing() {
        return closing;
    }

    /** All that run, in the order of their start. */
    public synchronized List<Part> parts() {
        return stages.stream().flatMap(List::stream).toList();
    }

    /** Completes with the first part that ends without having been asked to. */
    public CompletableFuture<Part> firstDeath() {
        CompletableFuture<Part> death = new CompletableFuture<>();
        for (Part part : parts()) {
            part.process().onExit().thenRun(() -> {
                if (!isClosing()) {
                    death.complete(part);
                }
            });
        }
        return death;
    }

    /** Stops all that have started; returns when they are gone. */
    @Override
    public void close() {
        List<List<Part>> toStop;
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
            toStop = stages.stream().map(List::copyOf).toList();
        }
        for (List<Part> stage : toStop.reversed()) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                stage.forEach(part -> threads.execute(() -> stop(part)));
            }
        }
    }

    private void stop(Part part) {
        long begin = System.nanoTime();
        boolean inOrder = part.stop();
        listener.stopped(part, Duration.ofNanos(System.nanoTime() - begin), inOrder);
    }

    private void requireOpen() {
        if (closing) {
            throw new IllegalStateException("already closing");
        }
    }
}
