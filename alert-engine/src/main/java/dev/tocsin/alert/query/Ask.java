package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question: what did this rule's query find in this window?
 *
 * @param alone whether it is not to share a request, because it went wrong before: so that a search that is too much
 *     for Elasticsearch takes no other down with it twice
 */
public record Ask(Rule rule, Window window, boolean alone) {
    /** From when on the window may be looked at. */
    Instant due() {
        return window.end().plus(rule.delay());
    }

    /** How it is asked is no part of the question: an answer serves also after it was asked alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ask ask && ask.rule.equals(rule) && ask.window.equals(window);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rule, window);
    }
}
