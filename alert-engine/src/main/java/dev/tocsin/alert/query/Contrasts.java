package dev.tocsin.alert.query;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.alert.rule.Comparison;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.Direction;
import dev.tocsin.alert.rule.Levels;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the events behind an alert have in common that those before it had not. Three small requests for all that is asked
 * together: some events say which fields there are to look at, {@code significant_terms} says which values stand out, and
 * these are counted exactly. A hint and no more: after a short time without an answer there is none, and for a while
 * nobody is asked again, because a page waits for it. Thread-safe.
 */
final class Contrasts {
    /** For all of it: a page waits. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Duration KNOWN_FIELDS = Duration.ofHours(1);

    /** In a storm the others go without. */
    private static final int MOST_ASKS = 10;

    private final CombinedSearch combined;
    private final FieldTypes types;
    private final Translator translator;
    private final InstantSource clock;
    private final Duration patience;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Instant quietUntil = Instant.MIN;

    Contrasts(
            CombinedSearch combined, FieldTypes types, Translator translator, InstantSource clock, Duration patience) {
        this.combined = combined;
        this.types = types;
        this.translator = translator;
        this.clock = clock;
        this.patience = patience;
    }

    /** The most telling first; without those that are not to be asked about, or not known in time. */
    Map<ContrastAsk, List<Contrast>> of(List<ContrastAsk> all) {
        List<ContrastAsk> asks = all.stream()
                .filter(ask -> makesSense(ask.rule().condition()))
                .distinct()
                .limit(MOST_ASKS)
                .toList();
        if (asks.isEmpty() || clock.instant().isBefore(quietUntil)) {
            return Map.of();
        }
        Future<Map<ContrastAsk, List<Contrast>>> answer = threads.submit(() -> ask(asks));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            quietUntil = clock.instant().plus(QUIET);
            return Map.of();
        } catch (ExecutionException e) {
            quietUntil = clock.instant().plus(QUIET);
            return Map.of();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /** Where events are the trouble, not their absence. */
    private static boolean makesSense(Condition condition) {
        return switch (condition) {
            case Condition.Count(Levels levels) -> levels.direction() == Direction.ABOVE;
            case Condition.Metric(var _, Levels levels) -> levels.direction() == Direction.ABOVE;
            case Condition.Ratio(var _, long _, Levels levels) -> levels.direction() == Direction.ABOVE;
            case Condition.Change change -> change.comparison().turn() == Comparison.Turn.UP;
            case Condition.Absence _, Condition.Each _, Condition.NewValue _, Condition.ValueChange _ -> false;
        };
    }

    private Map<ContrastAsk, List<Contrast>> ask(List<ContrastAsk> asks) {
        RoundPatience round = new RoundPatience();
        Translator.Translations translations =
                translator.translate(asks.stream().map(ContrastAsk::ask), round);
        List<ContrastLook> looks = asks.stream()
                .filter(ask -> translations.problemOf(ask.ask()).isEmpty())
                .map(ask -> new ContrastLook(ask, translations.of(ask.ask()), fieldsFor(ask)))
                .toList();
        send(looks, ContrastLook::some, ContrastLook::takeSome, round);
        send(looks, ContrastLook::significant, ContrastLook::takeSignificant, round);
        send(looks, ContrastLook::counted, ContrastLook::takeCounted, round);
        return looks.stream().collect(Collectors.toMap(ContrastLook::ask, ContrastLook::told));
    }

    private List<String> fieldsFor(ContrastAsk ask) {
        try {
            return ContrastFields.in(
                    types.of(
                            ask.rule().query().streamsJoined(),
                            ask.window().end().minus(KNOWN_FIELDS)),
                    ask.rule());
        } catch (IOException | FieldTypes.Untold e) {
            return List.of();
        }
    }

    /** Who has nothing more to ask sits out. */
    private void send(
            List<ContrastLook> all,
            Function<ContrastLook, Optional<JsonObject>> body,
            BiConsumer<ContrastLook, SearchReply> taken,
            RoundPatience round) {
        List<ContrastLook> looks = new ArrayList<>();
        List<Search> searches = new ArrayList<>();
        for (ContrastLook look : all) {
            body.apply(look).ifPresent(search -> {
                looks.add(look);
                searches.add(new Search(look.ask().rule().query().searched(), () -> search, false));
            });
        }
        combined.send(
                searches,
                (place, reply) -> {
                    if (reply.problem().isEmpty()) {
                        taken.accept(looks.get(place), reply);
                    }
                },
                round);
    }
}
