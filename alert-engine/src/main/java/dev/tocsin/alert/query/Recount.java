package dev.tocsin.alert.query;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.Panes;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the events of windows once more, all windows of a rule by one histogram over their panes, many rules in one request,
 * rules that ask the same by one search. Thread-safe.
 */
final class Recount {
    private final CombinedSearch combined;
    private final Translator translator;

    Recount(CombinedSearch combined, Translator translator) {
        this.combined = combined;
        this.translator = translator;
    }

    /** By question, then by window; who could not be counted is left out. */
    Map<RecountAsk, Map<Window, Long>> count(List<RecountAsk> asks, RoundPatience patience) {
        Map<RecountAsk, Map<Window, Long>> counts = new HashMap<>();
        for (List<RecountAsk> portion :
                Portions.of(asks, ask -> List.of(ask.rule().query()))) {
            countPortion(portion, counts, patience);
        }
        return counts;
    }

    private void countPortion(
            List<RecountAsk> portion, Map<RecountAsk, Map<Window, Long>> counts, RoundPatience patience) {
        Translator.Translations translations =
                translator.translate(portion.stream().map(Recount::lastOf), patience);
        Map<List<Object>, List<RecountAsk>> same = new LinkedHashMap<>();
        for (RecountAsk ask : portion) {
            if (translations.problemOf(lastOf(ask)).isEmpty() && panesOf(ask).number() <= Panes.MOST) {
                same.computeIfAbsent(identityOf(ask), _ -> new ArrayList<>()).add(ask);
            }
        }
        List<List<RecountAsk>> sent = List.copyOf(same.values());
        List<Search> searches = sent.stream()
                .map(List::getFirst)
                .map(ask -> new Search(
                        ask.rule().query().searched(),
                        () -> SearchBody.panes(
                                ask.rule(),
                                panesOf(ask),
                                ask.ofStreams()
                                        ? Optional.empty()
                                        : Optional.of(
                                                translations.of(lastOf(ask)).query())),
                        false))
                .toList();
        combined.send(
                searches,
                (place, reply) -> eventsByPane(reply)
                        .ifPresent(events -> sent.get(place).forEach(ask -> counts.put(ask, sums(ask, events)))),
                patience);
    }

    private static Ask lastOf(RecountAsk ask) {
        return new Ask(ask.rule(), ask.windows().getLast(), false);
    }

    private static Panes panesOf(RecountAsk ask) {
        return Panes.of(ask.windows());
    }

    private static List<Object> identityOf(RecountAsk ask) {
        Rule rule = ask.rule();
        return List.of(
                rule.query().searched(),
                Optional.ofNullable(rule.query().service()),
                ask.ofStreams() ? "" : rule.query(),
                rule.timeField(),
                panesOf(ask));
    }

    private static Map<Window, Long> sums(RecountAsk ask, Map<Instant, Long> events) {
        Panes panes = panesOf(ask);
        Map<Window, Long> sums = new HashMap<>();
        ask.windows().forEach(window -> sums.put(window, panes.sum(window, events)));
        return sums;
    }

    private static Optional<Map<Instant, Long>> eventsByPane(SearchReply reply) {
        if (reply.problem().isPresent()) {
            return Optional.empty();
        }
        try {
            Map<Instant, Long> events = new HashMap<>();
            for (JsonObject bucket : reply.aggregations()
                    .getJsonObject(SearchBody.PANES)
                    .getJsonArray("buckets")
                    .getValuesAs(JsonObject.class)) {
                events.put(
                        Instant.ofEpochMilli(bucket.getJsonNumber("key").longValueExact()),
                        bucket.getJsonNumber("doc_count").longValueExact());
            }
            return Optional.of(events);
        } catch (ClassCastException | NullPointerException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
