package dev.tocsin.fakeslack;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conversations of a workspace, and what was done in them. Thread-safe. */
final class Workspace {
    private static final int MOST_ENTRIES = 20_000;

    private final Map<String, Conversation> conversations = new LinkedHashMap<>();
    private final List<ChatEntry> log = new ArrayList<>();
    private long lastMicros;

    /** @param hasBot whether the app was invited */
    record Conversation(String id, String name, boolean hasBot, Map<String, ChatMessage> messages) {}

    synchronized void add(String id, String name, boolean hasBot) {
        conversations.put(id, new Conversation(id, name, hasBot, new LinkedHashMap<>()));
    }

    /** By id alone, as most methods want it. */
    synchronized Optional<Conversation> byId(String id) {
        return Optional.ofNullable(conversations.get(id));
    }

    /** By id or name, as a post may say it. */
    synchronized Optional<Conversation> byIdOrName(String text) {
        String name = text.startsWith("#") ? text.substring(1) : text;
        return byId(text)
                .or(() -> conversations.values().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst());
    }

    synchronized ChatMessage post(
            Conversation in,
            @Nullable String threadTs,
            boolean broadcast,
            String author,
            Instant now,
            JsonObject payload,
            @Nullable JsonObject metadata) {
        ChatMessage message =
                new ChatMessage(in.id(), nextTs(now), threadTs, broadcast, now, author, payload, metadata, 0);
        in.messages().put(message.ts(), message);
        note(ChatEntry.posted(message));
        return message;
    }

    synchronized void replace(ChatMessage message, Instant now) {
        Map<String, ChatMessage> messages = new HashMap<>();
        messages.put(message.ts(), message);
        byId(message.channel()).ifPresent(in -> in.messages().putAll(messages));
        note(ChatEntry.changed(message, now));
    }

    synchronized void remove(String channel, String ts) {
        byId(channel).ifPresent(in -> in.messages().remove(ts));
    }

    synchronized Optional<ChatMessage> message(String channel, String ts) {
        return byId(channel).map(in -> in.messages().get(ts));
    }

    /** Oldest first, replies included. */
    synchronized List<ChatMessage> messages(String channel) {
        return byId(channel).map(in -> List.copyOf(in.messages().values())).orElse(List.of());
    }

    /** What the channel itself shows, oldest first. */
    List<ChatMessage> shown(String channel) {
        return messages(channel).stream()
                .filter(message -> !message.isReply() || message.broadcast())
                .toList();
    }

    /** The message and the replies to it, oldest first. */
    List<ChatMessage> thread(String channel, String ts) {
        return messages(channel).stream()
                .filter(message -> message.ts().equals(ts) || ts.equals(message.threadTs()))
                .toList();
    }

    synchronized List<ChatEntry> log() {
        return List.copyOf(log);
    }

    private void note(ChatEntry entry) {
        if (log.size() == MOST_ENTRIES) {
            log.removeFirst();
        }
        log.add(entry);
    }

    private String nextTs(Instant now) {
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        lastMicros = Math.max(lastMicros + 1, micros);
        return ChatEntry.tsOf(lastMicros);
    }
}
