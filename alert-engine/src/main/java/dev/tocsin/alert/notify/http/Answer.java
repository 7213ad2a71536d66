package dev.tocsin.alert.notify.http;

import java.time.Duration;
import java.util.Optional;

/** What came of a request. Texts hold nothing that is secret about the request. */
public sealed interface Answer {
    /**
     * An answer came.
     *
     * @param body the beginning of it, one clean line
     * @param retryAfter what the other side asks for
     */
    record Answered(int status, String body, Optional<Duration> retryAfter) implements Answer {
        /** Status and body in one line. */
        public String inWords() {
            return (status + " " + body).strip();
        }
    }

    /** The request did not leave. */
    record NotSent(String reason) implements Answer {}

    /** The request did not leave, and will not until somebody allows it. */
    record NotAllowed(String reason) implements Answer {}

    /** The request may have arrived. */
    record Lost(String reason) implements Answer {}
}
