package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.Digest;
import java.util.ArrayList;
import java.util.Collections;
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

    /** The same at every try to tell the same: a side that knows it has the message already. */
    public String key() {
        List<String> parts = new ArrayList<>(intentIds());
        if (parts.isEmpty()) {
            AlertNotice notice = first().notice();
            parts.add(notice.episodeId());
            parts.add(notice.window().end().toString());
        }
        Collections.sort(parts);
        return Digest.of(parts);
    }

    public Story first() {
        return stories.getFirst();
    }
}
