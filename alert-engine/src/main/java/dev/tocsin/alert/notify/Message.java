package dev.tocsin.alert.notify;

import java.util.List;

/**
 * One message to one channel: stories of one tale, oldest first, never none.
 *
 * @param mayBeRepeat whether an earlier try ended without an answer, so that people may have seen it already
 */
public record Message(Tale tale, List<Story> stories, boolean mayBeRepeat) {
    public Message {
        stories = List.copyOf(stories);
        if (stories.isEmpty()) {
            throw new IllegalArgumentException("a message without a story");
        }
    }

    /** What is told by it. */
    public List<String> intentIds() {
        return stories.stream().flatMap(story -> story.intentIds().stream()).toList();
    }

    public Story first() {
        return stories.getFirst();
    }
}
