package dev.tocsin.alert.history;

import java.util.List;

/** What still has to be written into the history, kept with the decisions themselves. */
public interface HistoryQueue {
    /** Adds entries in the caller's transaction. */
    void add(List<HistoryEntry> entries);
}
