package dev.tocsin.bench.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients of the HTTP door. Half of them give each request an {@code Idempotency-Key} and repeat it until it is
 * acknowledged, the others send once and give up what was not acknowledged.
 */
final class Writers implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final int EVENTS_PER_REQUEST = 10;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(90);
    static final Supplier<Duration> PATIENT = () -> Duration.ofSeconds(10);

    private final URI door;
    private final String service;
    private final Ledger ledger;
    private final Supplier<Duration> patience;
    private final boolean areToldAtOnce;
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean isOver;
    private volatile boolean isGivenUp;

    private Writers(URI door, String service, Ledger ledger, Supplier<Duration> patience, boolean areToldAtOnce) {
        this.door = door;
        this.service = service;
        this.ledger = ledger;
        this.patience = patience;
        this.areToldAtOnce = areToldAtOnce;
    }

    /**
     * Four of them.
     *
     * @param patience how long a client waits for one answer
     * @param areToldAtOnce whether they are told of what they send, whatever becomes of it
     */
    static Writers start(URI door, String service, Ledger ledger, Supplier<Duration> patience, boolean areToldAtOnce) {
        Writers writers = new Writers(door, service, ledger, patience, areToldAtOnce);
        for (int i = 0; i < CLIENTS; i++) {
            boolean repeats = i % 2 == 0;
            writers.running.add(writers.threads.submit(() -> writers.write(repeats)));
        }
        return writers;
    }

    /** One request without a key, on its own. */
    static void once(URI door, String service, Ledger ledger) {
        int first = ledger.take(EVENTS_PER_REQUEST);
        try (Writers one = new Writers(door, service, ledger, PATIENT, false);
                HttpClient http = HttpClient.newHttpClient()) {
            if (one.isAcknowledged(http, one.post(first))) {
                ledger.acknowledged(first, EVENTS_PER_REQUEST);
            }
        }
    }

    /** Returns when the last repeated request is acknowledged. */
    void stop() throws InterruptedException {
        isOver = true;
        for (Future<?> writer : running) {
            try {
                writer.get(LAST_ANSWERS.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed", e.getCause());
            } catch (TimeoutException e) {
                throw new IllegalStateException("a request was not acknowledged within " + LAST_ANSWERS, e);
            }
        }
    }

    private void write(boolean repeats) {
        String keys = UUID.randomUUID().toString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int request = 0; !isOver && !isGivenUp; request++) {
                int first = ledger.take(EVENTS_PER_REQUEST);
                HttpRequest.Builder post = post(first);
                if (repeats) {
                    post.header("Idempotency-Key", keys + "-" + request);
                }
                boolean isAcknowledged = isAcknowledged(http, post);
                while (repeats && !isAcknowledged && !isGivenUp) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                    ledger.repeated();
                    isAcknowledged = isAcknowledged(http, post);
                }
                if (isAcknowledged) {
                    ledger.acknowledged(first, EVENTS_PER_REQUEST);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private HttpRequest.Builder post(int first) {
        StringBuilder body = new StringBuilder();
        for (int number = first; number < first + EVENTS_PER_REQUEST; number++) {
            long told = Ledger.FIRST_NUMBER + number;
            body.append("{\"message\":\"event %d\",\"service.name\":\"%s\",\"level\":\"INFO\",\"number\":%d}\n"
                    .formatted(told, service, told));
        }
        return HttpRequest.newBuilder(door)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    private boolean isAcknowledged(HttpClient http, HttpRequest.Builder post) {
        try {
            HttpResponse<String> answer =
                    http.send(post.timeout(patience.get()).build(), HttpResponse.BodyHandlers.ofString());
            int status = answer.statusCode();
            if (status == 429 || status == 503) {
                ledger.refused();
            } else if (status >= 400 && status < 500) {
                throw new IllegalStateException("refused for good: " + status + " " + answer.body());
            }
            return status == 200 || areToldAtOnce;
        } catch (HttpTimeoutException e) {
            ledger.timedOut();
            return areToldAtOnce;
        } catch (IOException e) {
            return areToldAtOnce; // no answer: what happened is not known
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isGivenUp = true;
            return false;
        }
    }

    @Override
    public void close() {
        isGivenUp = true;
        threads.shutdownNow();
    }
}
