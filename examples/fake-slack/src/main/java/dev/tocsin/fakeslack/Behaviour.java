package dev.tocsin.fakeslack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the server does with one request instead of answering it as usual. */
sealed interface Behaviour {
    /** Answers with an error; the message is not posted. */
    record Fail(int status, String body, @Nullable Integer retryAfterSeconds) implements Behaviour {}

    /** The Web API's way: 200, and why not in the body; nothing is done. */
    record Refuse(String word) implements Behaviour {}

    /** Posts the message, and answers only after the delay. */
    record Slow(Duration delay) implements Behaviour {}

    /** Posts the message, and cuts the connection without an answer. */
    record DropAfterPosting() implements Behaviour {}

    /** Cuts the connection without posting. */
    record DropBeforePosting() implements Behaviour {}
}
