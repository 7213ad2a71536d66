package dev.tocsin.ingest;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which files say on disk what cannot be used, so that something else is in force than people have saved; and why, with the
 * place, as the log has it. Thread-safe.
 */
final class RefusedFiles {
    private final Map<WatchedFile, String> reasons = new ConcurrentHashMap<>();

    /** Each mistake by itself: it begins a line, what belongs to it stands further in. */
    static List<String> mistakesIn(String reason) {
        return List.of(reason.split("\n(?! )"));
    }

    /** @param reason one line or more; shows no secret */
    void refuse(WatchedFile file, String reason) {
        reasons.put(file, reason);
    }

    /** What it says is in force. */
    void settle(WatchedFile file) {
        reasons.remove(file);
    }

    boolean isRefused(WatchedFile file) {
        return reasons.containsKey(file);
    }

    /** Why each of them is refused. */
    Map<WatchedFile, String> reasons() {
        Map<WatchedFile, String> all = new EnumMap<>(WatchedFile.class);
        all.putAll(reasons);
        return all;
    }

    /** What a person should look at. */
    List<String> inWords() {
        return reasons().entrySet().stream()
                .map(refused ->
                        refused.getKey().title() + " cannot be used, what was in force stays: " + refused.getValue())
                .toList();
    }
}
