package dev.tocsin.alert.api;

import dev.tocsin.alert.route.Matcher;
import dev.tocsin.alert.route.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Silences, those to come and those that are over included, until {@link #KEPT} after their end. */
public interface Silences {
    Duration KEPT = Duration.ofDays(90);

    /** By the clock by which they begin and end. */
    Instant now();

    Silence add(List<Matcher> matchers, Instant startsAt, Instant endsAt, String author, String comment);

    Optional<Silence> silence(String id);

    /**
     * Newest first.
     *
     * @param after where the part before ended
     * @throws Place.Unknown if {@code after} is no place in the list
     */
    Paged<Silence> silences(Set<Silence.Phase> phases, Optional<String> after, int most);

    /** Those that held, hold or will hold then, as far as that is known now. */
    List<Silence> activeAt(Instant instant);

    /** Of those that are not over: how many. */
    int open();

    /** Gives it another end, another comment, or both; empty if there is none that is not over. */
    Optional<Silence> change(String id, Optional<Instant> endsAt, Optional<String> comment);

    /** Ends it now, also before it began; empty if there is none that is not over. */
    Optional<Silence> end(String id, String by);
}
