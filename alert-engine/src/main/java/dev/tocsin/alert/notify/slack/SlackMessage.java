package dev.tocsin.alert.notify.slack;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.util.json.GsonFactory;
import com.slack.api.webhook.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as Slack takes it.
 *
 * @param text what a notification shows, and the whole message where blocks do not show
 * @param blocks what people see
 */
public record SlackMessage(String text, List<LayoutBlock> blocks) {
    private static final Gson GSON = GsonFactory.createSnakeCase();

    public SlackMessage {
        blocks = List.copyOf(blocks);
    }

    /** The body of the request. */
    public String json() {
        return json(Payload.builder().text(text).blocks(blocks));
    }

    /** The body without blocks, for when Slack refuses them: a page is not lost for its looks. */
    public String plainJson() {
        return json(Payload.builder().text(text));
    }

    /** The same, calling people: only in a block does it call them. @param whom in Slack's marks */
    SlackMessage calling(String whom) {
        List<LayoutBlock> more = new ArrayList<>(blocks);
        more.add(1, SlackBlocks.section(whom));
        return new SlackMessage(text, more);
    }

    /** The same as arguments of a method that writes messages. */
    JsonObject into(JsonObject arguments, boolean withBlocks) {
        JsonObject all = arguments.deepCopy();
        all.addProperty("text", text);
        // An empty list takes the blocks of an earlier message away.
        all.add("blocks", GSON.toJsonTree(withBlocks ? blocks : List.of()));
        all.addProperty("unfurl_links", false);
        all.addProperty("unfurl_media", false);
        return all;
    }

    private static String json(Payload.PayloadBuilder payload) {
        // Unfurling would fetch and show what a link in a log leads to.
        return GSON.toJson(payload.unfurlLinks(false).unfurlMedia(false).build());
    }
}
