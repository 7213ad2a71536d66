package dev.tocsin.launcher.demo;

import dev.tocsin.fakeslack.ChatEntry;
import java.util.Map;
import java.util.function.Consumer;

/** Where the engine's messages go, with somebody who listens. */
interface SlackEnd extends AutoCloseable {
    /** Variables that tell the engine of this Slack. */
    Map<String, String> environment();

    /** Is told of each post and each change that was taken, on a thread of its own. */
    void onEntry(Consumer<ChatEntry> listener);

    /** Whether messages are changed in place; else each piece of news is a post. */
    boolean lives();

    /** For people: where the messages go. */
    String description();

    @Override
    void close();
}
