package dev.tocsin.fakeslack;

import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was accepted: the newest ones in memory, all of it in a file of JSON lines if one is given. Thread-safe. */
final class MessageLog {
    private static final int MOST_KEPT = 10_000;

    private final @Nullable Path file;
    private final Deque<ReceivedMessage> kept = new ArrayDeque<>();
    private long total;

    MessageLog(@Nullable Path file) {
        this.file = file;
    }

    synchronized void add(ReceivedMessage message) {
        if (kept.size() == MOST_KEPT) {
            kept.removeFirst();
        }
        kept.addLast(message);
        total++;
        if (file != null) {
            append(file, message);
        }
    }

    synchronized List<ReceivedMessage> all() {
        return List.copyOf(kept);
    }

    synchronized long total() {
        return total;
    }

    private static void append(Path file, ReceivedMessage message) {
        String line = Json.createObjectBuilder()
                        .add("at", message.at().toString())
                        .add("channel", message.channel())
                        .add("payload", message.payload())
                        .build()
                + "\n";
        try {
            Files.writeString(file, line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("writing the message log " + file, e);
        }
    }
}
