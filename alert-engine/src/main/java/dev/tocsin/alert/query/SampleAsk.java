package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;

/** A question: which events are behind this group's number in this window? */
public record SampleAsk(Rule rule, Window window, GroupKey group) {
    /** What the number was the answer to. */
    Ask ask() {
        return new Ask(rule, window, false);
    }
}
