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
 * @param chart that it shows, or does without; null if nobody has seen to that
 */
record SlackReference(
        String channel, String ts, String news, @Nullable SlackChart chart) {
    /** Of a message without a chart. */
    SlackReference(String channel, String ts, String news) {
        this(channel, ts, news, null);
    }

    SlackReference showing(@Nullable SlackChart other) {
        return new SlackReference(channel, ts, news, other);
    }

    /** Empty for what we did not write. */
    static Optional<SlackReference> parse(@Nullable String text) {
        try {
            if (text != null && JsonParser.parseString(text) instanceof JsonObject object) {
                SlackReference reference = new SlackReference(
                        SlackApi.text(object, "channel"),
                        SlackApi.text(object, "ts"),
                        SlackApi.text(object, "news"),
                        chartIn(object));
                return reference.channel.isEmpty() || reference.ts.isEmpty()
                        ? Optional.empty()
                        : Optional.of(reference);
            }
            return Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    private static @Nullable SlackChart chartIn(JsonObject object) {
        return object.get("chart") instanceof JsonObject chart
                ? new SlackChart(
                        SlackApi.text(chart, "file"), SlackApi.text(chart, "stage"), SlackApi.text(chart, "words"))
                : null;
    }

    String json() {
        JsonObject object = new JsonObject();
        object.addProperty("channel", channel);
        object.addProperty("ts", ts);
        object.addProperty("news", news);
        if (chart != null) {
            JsonObject shown = new JsonObject();
            shown.addProperty("file", chart.file());
            shown.addProperty("stage", chart.stage());
            shown.addProperty("words", chart.words());
            object.add("chart", shown);
        }
        return object.toString();
    }
}
