package dev.tocsin.alert.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, and where it goes on.
 *
 * @param next what to give as {@code after} for what is behind; null if nothing is
 */
public record Paged<T>(List<T> items, @Nullable String next) {
    public Paged {
        items = List.copyOf(items);
    }

    /**
     * Of what was found with a limit of one more than is shown, so that it is known whether there is more.
     *
     * @param place of the last one that is shown
     */
    public static <T> Paged<T> of(List<T> found, int most, Function<T, String> place) {
        return found.size() <= most
                ? new Paged<>(found, null)
                : new Paged<>(found.subList(0, most), place.apply(found.get(most - 1)));
    }

    public <S> Paged<S> map(Function<T, S> shown) {
        return new Paged<>(items.stream().map(shown).toList(), next);
    }

    /**
     * What is read behind a place that the request names.
     *
     * @param after as the request has it
     * @param part throws {@link Place.Unknown} if it is no place in its list
     */
    static <T> T read(@Nullable String after, Function<Optional<String>, T> part) {
        try {
            return part.apply(Optional.ofNullable(after));
        } catch (Place.Unknown e) {
            throw BadRequest.because("after is no place in this list", "take it from next of the answer before");
        }
    }
}
