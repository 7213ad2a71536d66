package dev.tocsin.ingest.sequence;

import org.jspecify.annotations.Nullable;

/**
 * The number of an event among those of its sender.
 *
 * @param number given when it was made, one higher each time
 */
public record Numbered(Sender sender, long number) {
    /**
     * Who counts: one process, as far as its events say.
     *
     * @param stream of its events
     * @param host null if they do not say
     * @param process its id; null if they do not say
     */
    public record Sender(
            String stream, @Nullable String host, @Nullable String process) {
        /** Whether it can be known again by that. */
        boolean isOneProcess() {
            return host != null && process != null;
        }
    }
}
