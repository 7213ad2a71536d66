package dev.tocsin.alert.notify.slack;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Optional;

/**
 * Somebody pressed a button of a message: a {@code block_actions} payload, as far as we read it.
 *
 * @param user id in Slack
 * @param team id of the workspace that the user is of
 * @param channel id of the message's channel
 * @param value of the button
 * @param actionTs the same for a press that is sent again
 * @param responseUrl where an answer to that person goes; empty for nowhere
 */
record SlackPress(
        String user, String team, String channel, String actionId, String value, String actionTs, String responseUrl) {
    /** Empty for what is no press, such as a shortcut. */
    static Optional<SlackPress> parse(String payload) {
        try {
            return JsonParser.parseString(payload) instanceof JsonObject object ? in(object) : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    static Optional<SlackPress> in(JsonObject payload) {
        if (!SlackApi.text(payload, "type").equals("block_actions")
                || !(payload.get("actions") instanceof JsonArray actions)
                || actions.isEmpty()
                || !(actions.get(0) instanceof JsonObject action)) {
            return Optional.empty();
        }
        String homeTeam = textIn(payload, "user", "team_id");
        return Optional.of(new SlackPress(
                textIn(payload, "user", "id"),
                homeTeam.isEmpty() ? textIn(payload, "team", "id") : homeTeam,
                textIn(payload, "channel", "id"),
                SlackApi.text(action, "action_id"),
                SlackApi.text(action, "value"),
                SlackApi.text(action, "action_ts"),
                SlackApi.text(payload, "response_url")));
    }

    /** The same at every time that Slack sends it. */
    String key() {
        return actionTs + " " + user + " " + actionId;
    }

    private static String textIn(JsonObject payload, String object, String name) {
        return payload.get(object) instanceof JsonObject inner ? SlackApi.text(inner, name) : "";
    }
}
