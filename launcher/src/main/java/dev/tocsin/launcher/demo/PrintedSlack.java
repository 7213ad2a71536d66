package dev.tocsin.launcher.demo;

import dev.tocsin.fakeslack.FakeSlack;
import dev.tocsin.fakeslack.ReceivedMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Consumer;

/** No Slack at all: a receiver of its shape, with its limits, on this machine. */
record PrintedSlack(FakeSlack slack) implements SlackEnd {
    /** @param log gets each message as a line of JSON */
    static PrintedSlack start(Path log) throws IOException {
        return new PrintedSlack(FakeSlack.start(0, log));
    }

    @Override
    public URI webhook() {
        return slack.webhook("payments");
    }

    @Override
    public void onMessage(Consumer<ReceivedMessage> listener) {
        slack.onMessage(listener);
    }

    @Override
    public String description() {
        return "a Slack-shaped receiver that prints them here (SLACK_WEBHOOK_URL is not set)";
    }

    @Override
    public void close() {
        slack.close();
    }
}
