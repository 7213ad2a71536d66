package dev.tocsin.alert.notify.webhook;

import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.route.TextTemplate;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is posted: the message as data, or what a person's template makes of it.
 *
 * @param template empty for the message as data
 */
record Body(BodyFormat format, Optional<TextTemplate> template, StoryJson data) {
    private static final int MOST_STORIES = 100;
    private static final int ROOM_BYTES = 512 * 1_024;

    /** With as many stories as have room in half a megabyte. */
    byte[] of(Message message) {
        int most = MOST_STORIES;
        byte[] body = bytesOf(message, most);
        while (body.length > ROOM_BYTES && most > 1) {
            most /= 4;
            body = bytesOf(message, Math.max(1, most));
        }
        return body;
    }

    private byte[] bytesOf(Message message, int most) {
        String text = template.flatMap(one -> one.fill(MessageVariables.of(message, data, most, format)))
                .orElseGet(() -> JsonText.of(data.of(message, most)));
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
