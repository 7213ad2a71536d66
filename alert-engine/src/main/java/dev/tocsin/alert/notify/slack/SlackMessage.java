package dev.tocsin.alert.notify.slack;

import com.google.gson.Gson;
import com.slack.api.model.block.LayoutBlock;
import com.slack.api.util.json.GsonFactory;
import com.slack.api.webhook.Payload;
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

    private static String json(Payload.PayloadBuilder payload) {
        // Unfurling would fetch and show what a link in a log leads to.
        return GSON.toJson(payload.unfurlLinks(false).unfurlMedia(false).build());
    }
}
