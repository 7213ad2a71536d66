package dev.tocsin.alert.query;

import dev.tocsin.elastic.AnswerTooLarge;
import dev.tocsin.elastic.ElasticAnswer;
import dev.tocsin.elastic.ElasticLink;
import dev.tocsin.elastic.ElasticRequest;
import dev.tocsin.query.DataView;
import dev.tocsin.query.QueryException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of stream patterns, as {@code _field_caps} tells them. What is remembered is used for a window only if it
 * was asked for after the window was due: a field that first appeared in the window is then among them. Who asks for
 * what somebody is asking for already waits for the same answer; nobody waits for another pattern. Thread-safe.
 */
final class FieldTypes {
    private static final int MOST_REMEMBERED = 500;
    private static final JsonObject NO_FIELDS = Json.createObjectBuilder()
            .add("fields", JsonObject.EMPTY_JSON_OBJECT)
            .build();

    private final ElasticLink link;
    private final InstantSource clock;
    /** Held for a look only: the server and the clock are asked without it. */
    private final Object lock = new Object();

    private final Map<String, Remembered> byPattern = new LinkedHashMap<>();
    private final Map<String, Underway> underway = new HashMap<>();

    FieldTypes(ElasticLink link, InstantSource clock) {
        this.link = link;
        this.clock = clock;
    }

    private record Remembered(Instant asked, DataView view) {}

    private record Underway(Instant asked, CompletableFuture<DataView> answer) {}

    /** Elasticsearch answered, but does not tell. */
    static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Untold(String message) {
            super(message);
        }
    }

    /**
     * @throws IOException if nobody answers
     * @throws Untold with a sentence for people if the answer is of no use
     */
    DataView of(String pattern, Instant due) throws IOException {
        CompletableFuture<DataView> known = known(pattern, due, null);
        if (known != null) {
            return await(known);
        }
        Underway ours = new Underway(clock.instant(), new CompletableFuture<>());
        known = known(pattern, due, ours);
        if (known != null) {
            return await(known);
        }
        try {
            DataView view = ask(pattern);
            done(pattern, ours, view);
            ours.answer().complete(view);
            return view;
        } catch (IOException | RuntimeException | Error e) {
            done(pattern, ours, null);
            ours.answer().completeExceptionally(e);
            throw e;
        }
    }

    /** The answer that serves, or will; null if there is none: then it is ours to ask, and others wait for us. */
    private @Nullable CompletableFuture<DataView> known(String pattern, Instant due, @Nullable Underway ours) {
        synchronized (lock) {
            Remembered known = byPattern.get(pattern);
            if (known != null && !known.asked().isBefore(due)) {
                return CompletableFuture.completedFuture(known.view());
            }
            Underway theirs = underway.get(pattern);
            if (theirs != null && !theirs.asked().isBefore(due)) {
                return theirs.answer();
            }
            if (ours != null) {
                underway.put(pattern, ours);
            }
            return null;
        }
    }

    private void done(String pattern, Underway ours, @Nullable DataView view) {
        synchronized (lock) {
            underway.remove(pattern, ours);
            Remembered known = byPattern.get(pattern);
            if (view == null || (known != null && known.asked().isAfter(ours.asked()))) {
                return;
            }
            if (known == null && byPattern.size() >= MOST_REMEMBERED) {
                byPattern.remove(byPattern.keySet().iterator().next());
            }
            byPattern.put(pattern, new Remembered(ours.asked(), view));
        }
    }

    private static DataView await(CompletableFuture<DataView> answer) throws IOException {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for Elasticsearch");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Untold untold) {
                throw new Untold(String.valueOf(untold.getMessage()));
            }
            throw cause instanceof IOException io ? new IOException(io.getMessage(), io) : new IOException(cause);
        }
    }

    private DataView ask(String pattern) throws IOException {
        ElasticAnswer answer = capsOf(pattern);
        if (!answer.isSuccess()) {
            throw new Untold(CombinedSearch.refusal(answer));
        }
        try {
            JsonObject told = answer.json();
            return DataView.fromFieldCaps(pattern, told.containsKey("fields") ? told : NO_FIELDS);
        } catch (JsonException | QueryException e) {
            throw new Untold("the fields of " + pattern + " were not understood");
        }
    }

    private ElasticAnswer capsOf(String pattern) throws IOException {
        try {
            return link.call(ElasticRequest.get(
                            "/" + pattern + "/_field_caps",
                            Map.of("fields", "*", "ignore_unavailable", "true", "filter_path", "fields"))
                    .withLargestAnswer(CombinedSearch.LARGEST_ANSWER));
        } catch (AnswerTooLarge e) {
            throw new Untold("the fields of " + pattern + " are too many: " + CombinedSearch.TOO_LARGE);
        }
    }
}
