package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonObject;

/**
 * What a message of ours carries unseen, so that it is found again after an answer was lost.
 *
 * @param life id of the life that it tells of
 * @param news key of what is told by it
 */
record SlackMark(String life, String news) {
    static final String EVENT_TYPE = "tocsin_alert";

    JsonObject metadata() {
        JsonObject payload = new JsonObject();
        payload.addProperty("life", life);
        payload.addProperty("news", news);
        JsonObject metadata = new JsonObject();
        metadata.addProperty("event_type", EVENT_TYPE);
        metadata.add("event_payload", payload);
        return metadata;
    }

    /** Of a message that was found; empty texts if it has none of ours. */
    static SlackMark of(JsonObject message) {
        return message.get("metadata") instanceof JsonObject metadata
                        && EVENT_TYPE.equals(SlackApi.text(metadata, "event_type"))
                        && metadata.get("event_payload") instanceof JsonObject payload
                ? new SlackMark(SlackApi.text(payload, "life"), SlackApi.text(payload, "news"))
                : new SlackMark("", "");
    }
}
