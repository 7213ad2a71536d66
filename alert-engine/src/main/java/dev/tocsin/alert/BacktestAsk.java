package dev.tocsin.alert;

import dev.tocsin.alert.rule.Rule;
import java.time.Instant;
import java.util.Map;

/**
 * What is to be replayed.
 *
 * @param since the first window is the first that ends after it
 * @param until no window ends after it
 * @param only field to value: of which groups is told; empty for all
 */
public record BacktestAsk(Rule rule, Instant since, Instant until, Map<String, String> only) {
    public BacktestAsk {
        only = Map.copyOf(only);
    }
}
