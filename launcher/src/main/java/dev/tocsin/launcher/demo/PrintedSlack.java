package dev.tocsin.launcher.demo;

import dev.tocsin.fakeslack.ChatEntry;
import dev.tocsin.fakeslack.FakeSlack;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** No Slack at all: a workspace of its shape, with its limits, on this machine. */
record PrintedSlack(FakeSlack slack) implements SlackEnd {
    static PrintedSlack start() throws IOException {
        return new PrintedSlack(FakeSlack.start(0));
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "SLACK_BOT_TOKEN",
                FakeSlack.BOT_TOKEN,
                "SLACK_CHANNEL",
                FakeSlack.ALERTS,
                "SLACK_API_URL",
                slack.api().toString());
    }

    /** The channel by its name, as people know it. */
    @Override
    public void onEntry(Consumer<ChatEntry> listener) {
        slack.onChat(entry -> listener.accept(
                new ChatEntry(entry.at(), entry.kind(), "alerts", entry.ts(), entry.threadTs(), entry.payload())));
    }

    @Override
    public boolean lives() {
        return true;
    }

    @Override
    public String description() {
        return "a Slack-shaped receiver that prints them here (neither SLACK_BOT_TOKEN nor SLACK_WEBHOOK_URL is set)";
    }

    @Override
    public void close() {
        slack.close();
    }
}
