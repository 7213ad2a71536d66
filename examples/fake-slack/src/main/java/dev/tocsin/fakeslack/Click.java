package dev.tocsin.fakeslack;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Somebody presses a button of a message.
 *
 * @param user id of who does
 * @param team id of the workspace that they are of
 * @param value of the button
 * @param actionTs when, as Slack says it; the same for what it sends again
 */
public record Click(
        String user,
        String userName,
        String team,
        String channel,
        String messageTs,
        String actionId,
        String value,
        String actionTs) {
    /** The payload that an app gets, by a socket or by HTTP. */
    JsonObject payload(String responseUrl) {
        return Json.createObjectBuilder()
                .add("type", "block_actions")
                .add("team", Json.createObjectBuilder().add("id", team).add("domain", "fake"))
                .add(
                        "user",
                        Json.createObjectBuilder()
                                .add("id", user)
                                .add("username", userName)
                                .add("team_id", team))
                .add("api_app_id", "A0TOCSIN")
                .add("trigger_id", "1.2.fake")
                .add(
                        "container",
                        Json.createObjectBuilder()
                                .add("type", "message")
                                .add("message_ts", messageTs)
                                .add("channel_id", channel)
                                .add("is_ephemeral", false))
                .add("channel", Json.createObjectBuilder().add("id", channel).add("name", "alerts"))
                .add("message", Json.createObjectBuilder().add("ts", messageTs).add("type", "message"))
                .add("response_url", responseUrl)
                .add(
                        "actions",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("type", "button")
                                        .add("action_id", actionId)
                                        .add("block_id", "b")
                                        .add("value", value)
                                        .add("action_ts", actionTs)))
                .build();
    }

    /** The body of a request: a form with one field. */
    byte[] form(String responseUrl) {
        return ("payload=" + URLEncoder.encode(payload(responseUrl).toString(), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    }
}
