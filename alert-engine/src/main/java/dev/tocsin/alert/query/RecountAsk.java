package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import java.util.List;

/**
 * A question: how many events do these windows have by now?
 *
 * @param windows in order, at least one
 * @param ofStreams whether all events of the rule's streams are meant, whatever its query
 */
public record RecountAsk(Rule rule, List<Window> windows, boolean ofStreams) {
    public RecountAsk {
        windows = List.copyOf(windows);
    }
}
