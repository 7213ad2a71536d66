package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import java.time.Instant;

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
}
