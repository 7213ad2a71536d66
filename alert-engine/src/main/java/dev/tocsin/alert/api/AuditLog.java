package dev.tocsin.alert.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who changed what by the API: rows are only added. */
public interface AuditLog {
    /**
     * One change.
     *
     * @param position the order in which they were made
     * @param who as {@link Visitor#signature} says it
     * @param what a word such as {@code pause}
     * @param target such as {@code rule checkout-errors}
     * @param detail in words; may be empty
     */
    record Entry(long position, Instant at, String who, String what, String target, String detail) {}

    /** To be called once the change is made. */
    void add(String who, String what, String target, String detail);

    /**
     * Newest first.
     *
     * @param what only changes of this kind
     * @param target only those of this one
     * @param before only those before this position
     */
    List<Entry> entries(Optional<String> what, Optional<String> target, Optional<Long> before, int most);
}
