package dev.tocsin.alert.query;

import dev.tocsin.alert.query.CombinedSearch.Search;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was there before a window, for conditions that compare its values with those of a longer time: Elasticsearch is
 * asked, so that a restart and another engine find the same. One short search for each value: for new ones only for those
 * that are not known to have been there lately. Thread-safe.
 */
final class LookBack {
    /** In one window: each is a search, and other rules of the round wait for them. */
    static final int MOST_LOOKED_UP = 5_000;

    /** Of the queries in one request, in characters. */
    private static final int MOST_TEXT = 64 << 10;

    /** Stands for what PostgreSQL takes in no text. */
    private static final char REPLACED = '\uFFFD';

    private static final Double NEW = 0.0;
    private static final Double KNOWN = 1.0;

    private final CombinedSearch combined;
    private final Translator translator;
    private final SeenLately lately = new SeenLately();

    LookBack(CombinedSearch combined, Translator translator) {
        this.combined = combined;
        this.translator = translator;
    }

    /** Puts what was before into the answers of those who compare with it. */
    void complete(Map<Ask, WindowAnswer> answers, RoundPatience patience) {
        List<Ask> asks = answers.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof WindowAnswer.Grouped)
                .map(Map.Entry::getKey)
                .filter(ask -> !ask.rule().condition().comparedFields().isEmpty())
                .toList();
        for (List<Ask> portion : Portions.of(asks, ask -> ask.rule().queries())) {
            Translator.Translations translations = translator.translate(portion.stream(), patience);
            for (Ask ask : portion) {
                if (answers.get(ask) instanceof WindowAnswer.Grouped grouped) {
                    Question question =
                            new Question(ask, grouped, translations.of(ask).query(), patience);
                    answers.put(
                            ask,
                            translations
                                    .problemOf(ask)
                                    .<WindowAnswer>map(WindowAnswer.Undecided::new)
                                    .orElseGet(question::answer));
                }
            }
        }
    }

    /** One rule and window. */
    private final class Question {
        private final Ask ask;
        private final Rule rule;
        private final WindowAnswer.Grouped grouped;
        private final JsonObject query;
        private final RoundPatience patience;
        private @Nullable String problem;

        Question(Ask ask, WindowAnswer.Grouped grouped, JsonObject query, RoundPatience patience) {
            this.ask = ask;
            this.rule = ask.rule();
            this.grouped = grouped;
            this.query = query;
            this.patience = patience;
        }

        WindowAnswer answer() {
            Map<GroupKey, Found> compared = switch (rule.condition()) {
                case Condition.NewValue(List<String> fields, Duration within, Duration learn, Severity _) ->
                    newValues(fields, before(within), learn);
                case Condition.ValueChange(String field, Duration within, Severity _) -> changes(field, before(within));
                case Condition.Count _,
                        Condition.Absence _,
                        Condition.Metric _,
                        Condition.Ratio _,
                        Condition.Change _,
                        Condition.Each _ -> throw new IllegalStateException("nothing to compare");
            };
            return problem == null
                    ? new WindowAnswer.Grouped(compared, grouped.total())
                    : new WindowAnswer.Undecided(problem);
        }

        private Window before(Duration within) {
            return new Window(ask.window().start().minus(within), ask.window().start());
        }

        /**
         * Those that have a value in each of the fields: one that is missing is no value, and one that is not shown as it
         * is cannot be asked for.
         */
        private List<GroupKey> withValues(List<String> fields) {
            return grouped.groups().keySet().stream()
                    .filter(group -> fields.stream().allMatch(field -> canBeAsked(valueOf(group, field))))
                    .sorted(Comparator.comparing(GroupKey::canonical))
                    .toList();
        }

        private static boolean canBeAsked(String value) {
            return !value.equals(GroupKey.NONE) && value.indexOf(REPLACED) < 0;
        }

        private Map<GroupKey, Found> newValues(List<String> fields, Window before, Duration learn) {
            Set<GroupKey> here = new LinkedHashSet<>(withValues(fields));
            Set<GroupKey> missing = absent(
                    here.stream()
                            .filter(group -> !lately.isIn(rule, group, before))
                            .toList(),
                    before);
            here.forEach(group -> lately.seen(rule, group, ask.window()));
            Set<GroupKey> young = learn.isZero()
                    ? Set.of()
                    : young(
                            missing,
                            fields,
                            new Window(Instant.EPOCH, ask.window().start().minus(learn)));
            Map<GroupKey, Found> compared = new HashMap<>();
            grouped.groups().forEach((group, found) -> {
                Double isNew = missing.contains(group) ? NEW : KNOWN;
                boolean isJudged = here.contains(group) && !young.contains(without(group, fields));
                compared.put(group, new Found(found.hits(), isJudged ? isNew : null));
            });
            return compared;
        }

        /** Groups without these fields that are too young: all of theirs would be new. */
        private Set<GroupKey> young(Set<GroupKey> missing, List<String> fields, Window old) {
            return absent(
                    missing.stream()
                            .map(group -> without(group, fields))
                            .distinct()
                            .toList(),
                    old);
        }

        /** Those of which there is no event in the span. */
        private Set<GroupKey> absent(List<GroupKey> groups, Window span) {
            Set<GroupKey> missing = new HashSet<>();
            send(groups, group -> SearchBody.presenceOf(rule, span, query, group), (group, reply) -> {
                if (!reply.hasHits()) {
                    missing.add(group);
                }
            });
            return missing;
        }

        private static GroupKey without(GroupKey group, List<String> fields) {
            Map<String, String> own = new LinkedHashMap<>(group.values());
            own.keySet().removeAll(fields);
            return new GroupKey(own);
        }

        private Map<GroupKey, Found> changes(String field, Window before) {
            Map<GroupKey, List<GroupKey>> byKey = withValues(List.of(field)).stream()
                    .sorted(Comparator.comparingDouble(this::first))
                    .collect(Collectors.groupingBy(
                            group -> without(group, List.of(field)), LinkedHashMap::new, Collectors.toList()));
            Map<GroupKey, Found> compared = new HashMap<>();
            grouped.groups().forEach((group, found) -> compared.put(group, new Found(found.hits(), KNOWN)));
            byKey.values().forEach(values -> {
                for (int i = 1; i < values.size(); i++) {
                    changed(values.get(i), valueOf(values.get(i - 1), field), compared);
                }
            });
            Map<GroupKey, GroupKey> firstOf = new LinkedHashMap<>();
            byKey.forEach((key, values) -> firstOf.put(key, values.getFirst()));
            send(
                    List.copyOf(firstOf.keySet()),
                    key -> SearchBody.latest(
                            rule, before, query, key, field, valueOf(firstOf.getOrDefault(key, key), field)),
                    (key, reply) -> differing(reply, field)
                            .ifPresent(earlier -> changed(firstOf.getOrDefault(key, key), earlier, compared)));
            return compared;
        }

        private double first(GroupKey group) {
            Double time = grouped.groups().getOrDefault(group, Found.NOTHING).measured();
            return time == null ? 0 : time;
        }

        private static String valueOf(GroupKey group, String field) {
            return Objects.requireNonNullElse(group.values().get(field), GroupKey.NONE);
        }

        private void changed(GroupKey group, String earlier, Map<GroupKey, Found> compared) {
            long hits = grouped.groups().getOrDefault(group, Found.NOTHING).hits();
            compared.put(group, new Found(hits, NEW, null, earlier));
        }

        /** What the field was before, if it was anything and another. */
        private static Optional<String> differing(SearchReply reply, String field) {
            if (reply.hits().isEmpty()) {
                return Optional.empty();
            }
            JsonObject hit = reply.hits().getFirst();
            JsonArray same = hit.getJsonArray("matched_queries");
            if (same != null && !same.isEmpty()) {
                return Optional.empty();
            }
            JsonArray values = hit.getJsonObject("fields").getJsonArray(field);
            return Optional.of(text(values.get(0)));
        }

        private static String text(JsonValue value) {
            return switch (value) {
                case JsonString text -> GroupValue.of(text.getString());
                case JsonNumber number -> number.toString();
                default -> value.toString();
            };
        }

        private interface Body {
            JsonObject of(GroupKey group);
        }

        private interface Reply {
            void take(GroupKey group, SearchReply reply);
        }

        /** Asks about each group; what one of them has no answer to is the whole window's problem. */
        private void send(List<GroupKey> groups, Body body, Reply taken) {
            if (groups.size() > MOST_LOOKED_UP) {
                problem = "more than " + MOST_LOOKED_UP + " values of "
                        + String.join(", ", rule.condition().comparedFields())
                        + " in one window are to be compared with those before: look for something with fewer values";
            }
            // The query stands in each search.
            int atATime = Math.max(1, MOST_TEXT / Math.max(1, rule.query().characters()));
            for (int from = 0; from < groups.size() && problem == null; from += atATime) {
                List<GroupKey> some = groups.subList(from, Math.min(groups.size(), from + atATime));
                combined.send(
                        some.stream()
                                .map(group -> new Search(rule.query().searched(), () -> body.of(group), false))
                                .toList(),
                        (place, reply) -> take(some.get(place), reply, taken),
                        patience);
            }
        }

        private void take(GroupKey group, SearchReply reply, Reply taken) {
            if (reply.problem().isPresent()) {
                problem = reply.problem().get();
                return;
            }
            try {
                taken.take(group, reply);
            } catch (ClassCastException | NullPointerException | ArithmeticException e) {
                problem = SearchReply.NOT_UNDERSTOOD;
            }
        }
    }
}
