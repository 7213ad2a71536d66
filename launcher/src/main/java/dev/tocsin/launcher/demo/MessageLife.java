package dev.tocsin.launcher.demo;

import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.ChatEntry.Kind;
import java.util.List;
import java.util.Optional;

/**
 * What became of the message about one rule: posted once, changed in place, resolved in its thread. Pure.
 *
 * @param entries about the rule, oldest first
 */
record MessageLife(String rule, List<ChatEntry> entries) {
    MessageLife {
        entries = List.copyOf(entries);
    }

    /** Empty if it is as promised. */
    Optional<String> trouble() {
        List<ChatEntry> posts =
                entries.stream().filter(entry -> entry.kind() == Kind.POST).toList();
        if (posts.size() != 1) {
            return Optional.of(rule + " has " + posts.size() + " messages in the channel, not one");
        }
        String message = posts.getFirst().ts();
        List<ChatEntry> changes = entries.stream()
                .filter(entry -> entry.kind() == Kind.UPDATE && entry.ts().equals(message))
                .toList();
        if (changes.isEmpty()) {
            return Optional.of("the message of " + rule + " was not changed");
        }
        if (!saysResolved(changes.getLast())) {
            return Optional.of("the message of " + rule + " does not say that it is resolved");
        }
        boolean isToldInThread =
                entries.stream().anyMatch(entry -> message.equals(entry.threadTs()) && saysResolved(entry));
        return isToldInThread
                ? Optional.empty()
                : Optional.of("the resolve of " + rule + " is not in the thread of its message");
    }

    /** Whether it is told, or shown, that nothing fires any more. */
    static boolean saysResolved(ChatEntry entry) {
        return entry.text().startsWith("🟢");
    }
}
