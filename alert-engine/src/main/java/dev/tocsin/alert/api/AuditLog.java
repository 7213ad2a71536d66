package dev.tocsin.alert.api;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who changed what by the API or a button: rows are only added, together with what they tell of. */
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

    /** Where a change says who makes it. */
    @FunctionalInterface
    interface Trail {
        void add(String who, String what, String target, String detail);
    }

    /**
     * Makes a change. What it does in the database and what it adds to the trail are one: if either fails there is neither.
     * A change that came to nothing adds nothing.
     */
    <T> T changing(Function<Trail, T> change);

    /**
     * Which changes are meant.
     *
     * @param what of this kind; null for all
     * @param target of this one; null for all
     */
    record Choice(@Nullable String what, @Nullable String target) {}

    /**
     * Newest first.
     *
     * @param after where the part before ended
     * @throws Place.Unknown if {@code after} is no place in the list
     */
    Paged<Entry> page(Choice choice, Optional<String> after, int most);
}
