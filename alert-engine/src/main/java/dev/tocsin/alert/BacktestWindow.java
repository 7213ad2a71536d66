package dev.tocsin.alert;

import dev.tocsin.alert.rule.Window;
import org.jspecify.annotations.Nullable;

/**
 * What a backtest saw in one window.
 *
 * @param value the number of the condition, with groups that of the worst group; null unless decided, and if there
 *     was none to judge
 * @param reason why it is undecided; null unless it is
 */
public record BacktestWindow(
        Window window,
        Sight sight,
        @Nullable Double value,
        @Nullable String reason) {
    /** How much was seen. */
    public enum Sight {
        DECIDED,
        /** The streams have no event at all in it. */
        NO_DATA,
        UNDECIDED
    }
}
