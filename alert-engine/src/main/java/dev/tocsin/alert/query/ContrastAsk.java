package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;

/**
 * A question: what do the events behind this group's number have in common that those of an earlier time had not?
 *
 * @param before what is usual is reckoned from
 */
public record ContrastAsk(Rule rule, Window window, GroupKey group, Window before) {
    Ask ask() {
        return new Ask(rule, window, false);
    }
}
