package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a living message is.
 *
 * @param channel id, as an update wants it
 * @param ts id of the message within the channel
 * @param news key of what it was posted with
 */
record SlackReference(String channel, String ts, String news) {
    /** Empty for what we did not write. */
    static Optional<SlackReference> parse(@Nullable String text) {
        try {
            if (text != null && JsonParser.parseString(text) instanceof JsonObject object) {
                SlackReference reference = new SlackReference(
                        SlackApi.text(object, "channel"), SlackApi.text(object, "ts"), SlackApi.text(object, "news"));
                return reference.channel.isEmpty() || reference.ts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(reference);
            }
            return Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    String json() {
        JsonObject object = new JsonObject();
        object.addProperty("channel", channel);
        object.addProperty("ts", ts);
        object.addProperty("news", news);
        return object.toString();
    }
}
