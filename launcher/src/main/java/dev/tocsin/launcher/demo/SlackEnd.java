package dev.tocsin.launcher.demo;

import dev.tocsin.fakeslack.ReceivedMessage;
import java.net.URI;
import java.util.function.Consumer;

/** Where the engine's messages go, with somebody who listens. */
interface SlackEnd extends AutoCloseable {
    /** What the engine is given as the address of Slack. */
    URI webhook();

    /** Is told of each message that was taken, on a thread of its own. */
    void onMessage(Consumer<ReceivedMessage> listener);

    /** For people: where the messages go. */
    String description();

    @Override
    void close();
}
