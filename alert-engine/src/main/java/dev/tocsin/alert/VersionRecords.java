package dev.tocsin.alert;

import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.SearchForm;
import dev.tocsin.alert.query.SentSearch;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a version of a rule asks, written down once for each day of its windows: so it is there for as long as a window that
 * refers to it, and is deleted with that. What was written is remembered only to spare work: an engine that starts writes
 * it once more, the same under the same id. One thread.
 */
final class VersionRecords {
    static final String KIND = "version";
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Logger LOG = LoggerFactory.getLogger(VersionRecords.class);

    /** What was decided waits for it. Whose turn it is not has its record with a later window of the day. */
    private static final Duration MOST = Duration.ofMillis(500);

    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration REST_FROM_SLOW = Duration.ofMinutes(5);

    private final Function<Ask, Optional<SentSearch>> searches;
    private final Map<String, Day> written = new HashMap<>();
    private final Map<String, Set<Day>> given = new HashMap<>();
    private long spentNanos;
    private long quietUntilNanos = System.nanoTime();

    private record Day(String version, LocalDate day) {}

    /** @param searches what is sent for a question; empty if its query cannot be translated */
    VersionRecords(Function<Ask, Optional<SentSearch>> searches) {
        this.searches = searches;
    }

    /** Of the days of which it decides the first window; none while there is no time for it. */
    List<HistoryEntry> beside(Decision decision) {
        Rule rule = decision.turn().rule();
        given.remove(rule.name());
        Set<Day> days = daysOf(decision);
        Day last = written.get(rule.name());
        days.removeIf(day -> day.equals(last));
        long began = System.nanoTime();
        if (days.isEmpty() || began < quietUntilNanos) {
            return List.of();
        }
        try {
            List<HistoryEntry> entries =
                    days.stream().map(day -> entry(rule, day.day())).toList();
            given.put(rule.name(), days);
            return entries;
        } catch (RuntimeException e) {
            // It explains what was decided, and must not keep that from being committed.
            LOG.atError()
                    .addKeyValue("rule", rule.name())
                    .setCause(e)
                    .log("What a version asks cannot be written down");
            return List.of();
        } finally {
            spend(System.nanoTime() - began);
        }
    }

    private void spend(long nanos) {
        spentNanos += nanos;
        if (spentNanos > MOST.toNanos()) {
            Duration rest = nanos > MOST.toNanos() ? REST_FROM_SLOW : REST;
            quietUntilNanos = System.nanoTime() + rest.toNanos();
            spentNanos = 0;
        }
    }

    /** It is committed. */
    void written(Decision decision) {
        String rule = decision.turn().rule().name();
        Set<Day> days = given.remove(rule);
        if (days != null) {
            days.forEach(day -> written.put(rule, day));
        }
    }

    private static Set<Day> daysOf(Decision decision) {
        Set<Day> days = new LinkedHashSet<>();
        for (Window window : decision.turn().due().windows().subList(0, decision.windows())) {
            days.add(new Day(decision.turn().rule().version(), LocalDate.ofInstant(window.end(), ZoneOffset.UTC)));
        }
        return days;
    }

    private HistoryEntry entry(Rule rule, LocalDate day) {
        // Whoever writes it, and however often: the same.
        Instant end = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        JsonObjectBuilder document = HistoryRecords.head(rule, windowOf(rule, end), HistoryRecords.FIRST, KIND)
                .add("title", rule.title())
                .add("condition", rule.condition().inWords())
                .add("group_by", JSON.createArrayBuilder(rule.groupBy()))
                .add("time_field", rule.timeField())
                .add(
                        "query",
                        JSON.createObjectBuilder()
                                .add("text", rule.query().textForDiscover())
                                .add("language", rule.query().language().kibanaName())
                                .add("filters", rule.query().filtersForDiscover()))
                .add("total_is_hits", totalIsHits(rule));
        SearchForm.of(to -> searches.apply(new Ask(rule, windowOf(rule, to), true)), end)
                .ifPresent(form -> document.add("search", form.json()));
        return new HistoryEntry(KIND, rule.name() + "|" + rule.version(), day, document.build());
    }

    /** Whether what the search finds is what the window's record has as {@code hits}, and nothing before it is. */
    private static boolean totalIsHits(Rule rule) {
        return switch (rule.condition()) {
            case Condition.Count _, Condition.Absence _, Condition.Metric _, Condition.Ratio _, Condition.Each _ ->
                true;
            case Condition.Change _, Condition.NewValue _, Condition.ValueChange _ -> false;
        };
    }

    private static Window windowOf(Rule rule, Instant end) {
        return new Window(end.minus(rule.window()), end);
    }
}
