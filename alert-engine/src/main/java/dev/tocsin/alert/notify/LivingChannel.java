package dev.tocsin.alert.notify;

import java.util.List;

/**
 * A channel that keeps one message per alert group: posted once, changed in place through its life, with a thread under
 * it. Delivery uses these methods and never {@link #send}, which posts a message without a life: a trial.
 */
public interface LivingChannel extends Channel {
    /**
     * Tells news: posts the life's message if it has none, else puts the news into its thread and changes the message.
     * Where {@code news} may be a repeat, looks for what has arrived before it sends again.
     *
     * @param life as it is with the news
     */
    LivingOutcome tell(Life life, Message news);

    /** Shows the message as things are now and calls nobody; for a life that has a reference. */
    LivingOutcome show(Life life);

    /** Begins with what the message is to show and what takes a while, such as a chart; for a life that has a reference. */
    default void prepare(Life life) {}

    /** Ids of lives of which something is ready that their message does not show yet; each is handed out once. */
    default List<String> prepared() {
        return List.of();
    }
}
