package dev.tocsin.alert.api;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, and where it goes on.
 *
 * @param next what to give as {@code after} for what is behind; null if nothing is
 */
record Paged<T>(List<T> items, @Nullable String next) {
    Paged {
        items = List.copyOf(items);
    }

    /**
     * Of what was found with a limit of one more than is shown, so that it is known whether there is more.
     *
     * @param cursor of the last one that is shown
     */
    static <T> Paged<T> of(List<T> found, int most, Function<T, String> cursor) {
        return found.size() <= most
                ? new Paged<>(found, null)
                : new Paged<>(found.subList(0, most), cursor.apply(found.get(most - 1)));
    }

    static BadRequest badCursor() {
        return BadRequest.because("after is no place in this list", "take it from next of the answer before");
    }
}
