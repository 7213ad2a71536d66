package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import java.time.Instant;

/** A question: what did this rule's query find in this window? */
public record Ask(Rule rule, Window window) {
    /** From when on the window may be looked at. */
    Instant due() {
        return window.end().plus(rule.delay());
    }
}
