package dev.tocsin.alert.query;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.alert.rule.Comparison;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.Direction;
import dev.tocsin.alert.rule.Levels;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the events behind an alert have in common that those before it had not. Three small requests for all that is asked
 * together: some events say which fields there are to look at, {@code significant_terms} says which values stand out, and
 * these are counted exactly. A hint and no more, because a page waits for it: all that is asked in a minute has a budget,
 * and streams that were too slow, or whose answer was of no use, are left alone for a while. Thread-safe.
 */
final class Contrasts {
    private static final JsonProvider JSON = JsonProvider.provider();

    /** For all of it: a page waits. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Contrasts.class);
    private static final String TOO_LATE = "no answer in time";
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Duration KNOWN_FIELDS = Duration.ofHours(1);

    private final CombinedSearch combined;
    private final FieldTypes types;
    private final Translator translator;
    private final InstantSource clock;
    private final ContrastBudget budget;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Instant> quietUntil = new ConcurrentHashMap<>();

    Contrasts(
            CombinedSearch combined, FieldTypes types, Translator translator, InstantSource clock, Duration patience) {
        this.combined = combined;
        this.types = types;
        this.translator = translator;
        this.clock = clock;
        this.budget = new ContrastBudget(patience);
    }

    /** The most telling first; without those that are not to be asked about, or not known in time. */
    Map<ContrastAsk, List<Contrast>> of(List<ContrastAsk> all) {
        List<ContrastAsk> wanted = all.stream()
                .filter(ask -> makesSense(ask.rule().condition()))
                .distinct()
                .toList();
        if (wanted.isEmpty()) {
            return Map.of();
        }
        Instant now = clock.instant();
        quietUntil.values().removeIf(until -> !now.isBefore(until));
        List<ContrastAsk> heard = wanted.stream()
                .filter(ask -> !quietUntil.containsKey(streamsOf(ask)))
                .toList();
        int most = budget.asksLeft(now);
        Duration patience = budget.timeLeft(now);
        if (heard.isEmpty() || most == 0 || patience.isZero()) {
            return Map.of();
        }
        List<ContrastAsk> asks = heard.stream().limit(most).toList();
        long began = System.nanoTime();
        try {
            return answerOf(asks, now, patience, began);
        } finally {
            budget.spend(now, asks.size(), Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** Who is not waited for any more is not interrupted: others may wait for the fields that it asks for. */
    private Map<ContrastAsk, List<Contrast>> answerOf(
            List<ContrastAsk> asks, Instant now, Duration patience, long began) {
        long deadline = began + patience.toNanos();
        Future<Map<ContrastAsk, List<Contrast>>> answer = threads.submit(() -> ask(asks, now, deadline));
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asks.forEach(ask -> leaveAlone(ask, now, TOO_LATE));
        } catch (ExecutionException e) {
            asks.forEach(ask -> leaveAlone(ask, now, String.valueOf(e.getCause())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.of();
    }

    private void leaveAlone(ContrastAsk ask, Instant now, String reason) {
        if (quietUntil.put(streamsOf(ask), now.plus(QUIET)) == null) {
            LOG.atInfo()
                    .addKeyValue("streams", streamsOf(ask))
                    .addKeyValue("rule", ask.rule().name())
                    .addKeyValue("reason", reason)
                    .log("What differs is not asked of these streams for five minutes; pages come without it");
        }
    }

    private static String streamsOf(ContrastAsk ask) {
        return ask.rule().query().streamsJoined();
    }

    /** Where the events themselves are the trouble: not their absence, and no number that few of them may make. */
    private static boolean makesSense(Condition condition) {
        return switch (condition) {
            case Condition.Count(Levels levels) -> levels.direction() == Direction.ABOVE;
            case Condition.Ratio(var _, long _, Levels levels) -> levels.direction() == Direction.ABOVE;
            case Condition.Change change ->
                change.measure() == null && change.comparison().turn() == Comparison.Turn.UP;
            case Condition.Metric _,
                    Condition.Absence _,
                    Condition.Each _,
                    Condition.NewValue _,
                    Condition.ValueChange _ -> false;
        };
    }

    private Map<ContrastAsk, List<Contrast>> ask(List<ContrastAsk> asks, Instant now, long deadline) {
        RoundPatience round = new RoundPatience();
        Translator.Translations translations =
                translator.translate(asks.stream().map(ContrastAsk::ask), round);
        List<ContrastLook> looks = asks.stream()
                .filter(ask -> translations.problemOf(ask.ask()).isEmpty())
                .map(ask -> new ContrastLook(ask, translations.of(ask.ask()), fieldsFor(ask)))
                .toList();
        Sending sending = new Sending(round, now, deadline);
        sending.send(looks, ContrastLook::some, ContrastLook::takeSome);
        sending.send(looks, ContrastLook::significant, ContrastLook::takeSignificant);
        sending.send(looks, ContrastLook::counted, ContrastLook::takeCounted);
        return looks.stream()
                .filter(look -> !quietUntil.containsKey(streamsOf(look.ask())))
                .collect(Collectors.toMap(ContrastLook::ask, ContrastLook::told));
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

    /** The requests of one answer, each with the time that is left. */
    private final class Sending {
        private final RoundPatience round;
        private final Instant now;
        private final long deadline;

        Sending(RoundPatience round, Instant now, long deadline) {
            this.round = round;
            this.now = now;
            this.deadline = deadline;
        }

        /** Who has nothing more to ask sits out. */
        void send(
                List<ContrastLook> all,
                Function<ContrastLook, Optional<JsonObject>> body,
                BiConsumer<ContrastLook, SearchReply> taken) {
            List<ContrastLook> looks = new ArrayList<>();
            List<Search> searches = new ArrayList<>();
            for (ContrastLook look : all) {
                body.apply(look).ifPresent(search -> {
                    looks.add(look);
                    searches.add(new Search(look.ask().rule().query().searched(), () -> soon(search), false));
                });
            }
            combined.send(
                    searches,
                    new CombinedSearch.Replies() {
                        @Override
                        public void take(int place, SearchReply reply) {
                            Sending.this.take(looks.get(place), reply, taken);
                        }

                        @Override
                        public boolean isWanted(int place) {
                            ContrastAsk ask = looks.get(place).ask();
                            if (left() <= 0) {
                                leaveAlone(ask, now, TOO_LATE);
                            }
                            return !quietUntil.containsKey(streamsOf(ask));
                        }
                    },
                    round);
        }

        private void take(ContrastLook look, SearchReply reply, BiConsumer<ContrastLook, SearchReply> taken) {
            if (reply.problem().isPresent()) {
                leaveAlone(look.ask(), now, reply.problem().get());
                return;
            }
            try {
                taken.accept(look, reply);
            } catch (ClassCastException | NullPointerException | ArithmeticException e) {
                leaveAlone(look.ask(), now, SearchReply.NOT_UNDERSTOOD);
            }
        }

        private long left() {
            return TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }

        /** Elasticsearch gives up before we do, so that it does not go on for nobody. */
        private JsonObject soon(JsonObject search) {
            long most = Math.max(1, left() * 3 / 4);
            return JSON.createObjectBuilder(search).add("timeout", most + "ms").build();
        }
    }
}
