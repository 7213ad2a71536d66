package dev.tocsin.alert.history;

import java.util.List;
import java.util.Optional;

/** Records of windows that the index does not have yet. */
public interface UnwrittenWindows {
    /**
     * In the order of their places, and of the same place what was written last first.
     *
     * @param choice of which only the rule and the times count here
     * @param after behind this place
     */
    List<HistoryEntry> windows(WindowChoice choice, Optional<WindowPlace> after, int most);
}
