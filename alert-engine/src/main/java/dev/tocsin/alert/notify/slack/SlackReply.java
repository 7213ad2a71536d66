package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonObject;
import dev.tocsin.alert.notify.DeliveryOutcome;

/** What came of a call of Slack's Web API. */
sealed interface SlackReply {
    /** It was done. */
    record Done(JsonObject body) implements SlackReply {}

    /**
     * Slack says why not.
     *
     * @param word of the method's own list, such as {@code not_in_channel}
     * @param detail what Slack adds; empty for nothing
     */
    record Error(String word, String detail) implements SlackReply {
        String inWords() {
            return detail.isEmpty() ? word : word + ": " + detail;
        }
    }

    /** No word of the method's own came: what that means for what was to be shown. */
    record NoWord(DeliveryOutcome outcome) implements SlackReply {}
}
