package dev.tocsin.alert.query;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is found of one group in many windows, measured as when they were evaluated, in one request. For a picture: after
 * some seconds it is not known. Thread-safe.
 */
final class GroupSeries {
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CombinedSearch combined;
    private final Translator translator;

    GroupSeries(CombinedSearch combined, Translator translator) {
        this.combined = combined;
        this.translator = translator;
    }

    /** One for each window, empty where it is not known; none at all if nothing is. */
    List<Optional<Found>> of(Rule rule, GroupKey group, List<Window> windows) {
        RoundPatience round = new RoundPatience();
        List<Ask> asks =
                windows.stream().map(window -> new Ask(rule, window, false)).toList();
        Translator.Translations translations = translator.translate(asks.stream(), round);
        if (asks.stream().anyMatch(ask -> translations.problemOf(ask).isPresent())) {
            return List.of();
        }
        List<Optional<Found>> found =
                new ArrayList<>(asks.stream().map(_ -> Optional.<Found>empty()).toList());
        combined.send(
                asks.stream()
                        .map(ask -> new Search(
                                rule.query().searched(),
                                () -> SearchBody.countOf(rule, ask.window(), translations.of(ask), group),
                                false))
                        .toList(),
                (place, reply) -> found.set(place, foundIn(rule, reply)),
                round);
        return found.stream().allMatch(Optional::isEmpty) ? List.of() : found;
    }

    private static Optional<Found> foundIn(Rule rule, SearchReply reply) {
        if (reply.problem().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Measuring.foundIn(rule, reply.aggregations(), reply.total()));
        } catch (ClassCastException | NullPointerException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
