package dev.tocsin.alert;

import dev.tocsin.alert.api.Explanations;
import dev.tocsin.alert.api.NotificationViews;
import dev.tocsin.alert.evaluate.Evaluation;
import dev.tocsin.alert.evaluate.Evaluator;
import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.history.HistoryReader;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.query.SentSearch;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Numbers;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertStatus;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells of one window what the history says of it, and asks the same search once more: by the code of the engine, so that
 * both can differ only by what the data or the rule are by now. Changes nothing.
 */
final class Explainer implements Explanations {
    private static final JsonProvider JSON = JsonProvider.provider();

    /** Worst first. */
    private static final int MOST_GROUPS = 50;

    private static final int MOST_RECORDS = 1_000;

    private final WindowQueries queries;
    private final HistoryReader history;
    private final NotificationViews notifications;
    private final PastSuppressions suppressions;
    private final OlderVersions versions;
    private final Unchanged unchanged;

    Explainer(
            WindowQueries queries,
            HistoryReader history,
            NotificationViews notifications,
            PastSuppressions suppressions,
            OlderVersions versions,
            Unchanged unchanged) {
        this.queries = queries;
        this.history = history;
        this.notifications = notifications;
        this.suppressions = suppressions;
        this.versions = versions;
        this.unchanged = unchanged;
    }

    @Override
    public JsonObject explain(Rule rule, Instant at) throws IOException {
        JsonObjectBuilder document = JSON.createObjectBuilder()
                .add("rule", rule.name())
                .add("at", at.toString())
                .add("version", rule.version())
                .add("condition", rule.condition().inWords());
        Optional<Window> ended = DueWindows.windowAt(rule, at);
        if (ended.isEmpty()) {
            return document.add("why", "no window of this rule had ended by then")
                    .build();
        }
        Window window = ended.get();
        WindowPast past = WindowPast.read(history, rule.name(), window);
        Ask ask = new Ask(rule, window, true);
        WindowAnswer answer = queries.answer(List.of(ask)).getOrDefault(ask, new WindowAnswer.Undecided("not asked"));
        document.add(
                "window",
                JSON.createObjectBuilder()
                        .add("start", window.start().toString())
                        .add("end", window.end().toString())
                        .add("due", window.end().plus(rule.delay()).toString()));
        queries.search(ask).ifPresent(search -> document.add("search", searchOf(search)));
        document.add("decided", array(past.decided()));
        document.add("versions", array(versions.of(rule, past)));
        document.add("now", now(rule, answer, past));
        document.add("transitions", array(past.ofWindow()));
        document.add("notifications", array(past.told()));
        document.add("waiting", array(waiting(rule, past)));
        PastSuppressions.Past hushed =
                suppressions.of(rule, past.alertsOf(rule), window.end().plus(rule.delay()));
        document.add("suppressed", array(hushed.suppressed()));
        document.add("notInhibited", array(hushed.passedOver()));
        document.add("unchanged", array(unchanged.of(rule, past)));
        JsonValue same = same(rule, answer, past);
        return document.add("same", same)
                .add("why", why(rule, past) + again(past))
                .build();
    }

    private static JsonObjectBuilder searchOf(SentSearch search) {
        return JSON.createObjectBuilder().add("indices", search.indices()).add("body", search.body());
    }

    private static JsonObjectBuilder now(Rule rule, WindowAnswer answer, WindowPast past) {
        JsonObjectBuilder now = JSON.createObjectBuilder().add("answer", HistoryRecords.wordOf(answer));
        switch (answer) {
            case WindowAnswer.Counted(Found found) -> now.add("hits", found.hits());
            case WindowAnswer.Grouped(var _, long total) -> now.add("hits", total);
            case WindowAnswer.NoData _ -> now.add("hits", 0);
            case WindowAnswer.Undecided(String reason) -> now.add("reason", reason);
        }
        if (answer instanceof WindowAnswer.Undecided) {
            return now;
        }
        Set<GroupKey> active = past.active();
        Evaluation evaluation = Evaluator.evaluate(rule, answer, active, active);
        now.add("groupCount", evaluation.verdicts().size()).add("groupsCut", evaluation.cut());
        JsonArrayBuilder groups = JSON.createArrayBuilder();
        evaluation.verdicts().stream()
                .sorted(worstFirst(rule))
                .limit(MOST_GROUPS)
                .map(judged -> group(judged, answer, past))
                .forEach(groups::add);
        return now.add("groups", groups);
    }

    private static Comparator<GroupVerdict> worstFirst(Rule rule) {
        Comparator<GroupVerdict> byValue = Comparator.comparingDouble(judged -> {
            Double value = judged.verdict().valueIfAny();
            return value == null ? Double.NEGATIVE_INFINITY : rule.condition().isTroubleBelow() ? -value : value;
        });
        Comparator<GroupVerdict> byVerdict = Comparator.comparing(judged -> judged.verdict() instanceof Verdict.Breach);
        return byVerdict.thenComparing(byValue).reversed();
    }

    private static JsonObjectBuilder group(GroupVerdict judged, WindowAnswer answer, WindowPast past) {
        JsonObjectBuilder values = JSON.createObjectBuilder();
        judged.group().values().forEach(values::add);
        JsonObjectBuilder group = JSON.createObjectBuilder().add("group", values);
        Found found = switch (answer) {
            case WindowAnswer.Counted(Found one) -> one;
            case WindowAnswer.Grouped(Map<GroupKey, Found> groups, long _) ->
                groups.getOrDefault(judged.group(), Found.NOTHING);
            case WindowAnswer.NoData _, WindowAnswer.Undecided _ -> Found.NOTHING;
        };
        group.add("hits", found.hits());
        switch (judged.verdict()) {
            case Verdict.Breach(Severity severity, double value, Double threshold, String basis) -> {
                group.add("verdict", "breach")
                        .add("severity", severity.inWords())
                        .add("value", value);
                if (threshold != null) {
                    group.add("threshold", threshold);
                }
                addBasis(group, basis);
            }
            case Verdict.Between(double value, String basis) ->
                addBasis(group.add("verdict", "between").add("value", value), basis);
            case Verdict.Calm(Double value, String basis) -> {
                group.add("verdict", "calm");
                if (value != null) {
                    group.add("value", value);
                }
                addBasis(group, basis);
            }
            case Verdict.NoData _ -> group.add("verdict", AlertStatus.NO_DATA.inWords());
            case Verdict.Undecided(String reason) -> addBasis(group.add("verdict", "undecided"), reason);
        }
        return group.add("before", past.stateBefore(judged.group())).add("after", past.stateAfter(judged.group()));
    }

    private static void addBasis(JsonObjectBuilder group, String basis) {
        if (!basis.isEmpty()) {
            group.add("basis", basis);
        }
    }

    /** What the outbox has not told yet of the window's transitions. */
    private List<JsonObject> waiting(Rule rule, WindowPast past) {
        Set<String> episodes = past.ofWindow().stream()
                .map(transition -> transition.getString("episode"))
                .collect(Collectors.toSet());
        return notifications.notifications(Optional.empty(), Optional.of(rule.name()), MOST_RECORDS).stream()
                .filter(one -> one.finishedAt() == null && episodes.contains(one.episode()))
                .map(one -> {
                    JsonObjectBuilder waits = JSON.createObjectBuilder()
                            .add("channel", one.channel())
                            .add("kind", one.kind())
                            .add("state", one.state())
                            .add("attempts", one.attempts());
                    if (one.reason() != null) {
                        waits.add("reason", one.reason());
                    }
                    return waits.build();
                })
                .toList();
    }

    /** Whether the search finds now what was decided by; null if that cannot be said. */
    private static JsonValue same(Rule rule, WindowAnswer answer, WindowPast past) {
        Optional<JsonObject> decided = past.decided().stream()
                .filter(record -> record.containsKey("hits")
                        && record.getString("version").equals(rule.version()))
                .findFirst();
        // What a value is compared with is not written down.
        if (decided.isEmpty() || !rule.condition().comparedFields().isEmpty()) {
            return JsonValue.NULL;
        }
        long hits = decided.get().getJsonNumber("hits").longValue();
        return switch (answer) {
            case WindowAnswer.Undecided _ -> JsonValue.NULL;
            case WindowAnswer.NoData _ -> valueOf(hits == 0);
            case WindowAnswer.Grouped(var _, long total) -> valueOf(hits == total);
            case WindowAnswer.Counted(Found found) -> {
                Double value = Evaluator.evaluate(rule, answer, Set.of(), Set.of())
                        .verdicts()
                        .getFirst()
                        .verdict()
                        .valueIfAny();
                JsonNumber before = decided.get().getJsonNumber("value");
                yield valueOf(hits == found.hits()
                        && (before == null ? value == null : value != null && value == before.doubleValue()));
            }
        };
    }

    private static JsonValue valueOf(boolean same) {
        return same ? JsonValue.TRUE : JsonValue.FALSE;
    }

    /** In a sentence. */
    private static String why(Rule rule, WindowPast past) {
        List<JsonObject> transitions = past.ofWindow();
        if (!transitions.isEmpty()) {
            Map<String, Long> kinds = new HashMap<>();
            transitions.forEach(transition -> kinds.merge(transition.getString("transition"), 1L, Long::sum));
            JsonObject first = transitions.getFirst();
            String flapping = first.containsKey("flapping") ? "; " + first.getString("flapping") : "";
            String reason = transitions.size() == 1 ? ": " + first.getString("reason") + flapping : "";
            return kinds.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(kind -> (kind.getValue() == 1 ? "" : kind.getValue() + " x ") + inWords(kind.getKey()))
                            .collect(Collectors.joining(", "))
                    + reason;
        }
        if (past.gap() != null) {
            return "not evaluated: " + past.gap().getString("reason");
        }
        if (past.decided().isEmpty()) {
            return "the history has nothing of this window: it is not due yet, the rule did not run then, or it was deleted by"
                    + " age";
        }
        JsonObject decided = past.decided().getFirst();
        String answer = decided.getString("answer");
        if (answer.equals("undecided")) {
            return "it could not be decided: " + decided.getString("reason", "");
        }
        if (answer.equals(AlertStatus.NO_DATA.inWords())) {
            return "the streams had no event at all, and noData is "
                    + rule.noData().name().toLowerCase(Locale.ROOT);
        }
        long breaching = decided.getInt("breaching", 0);
        if (breaching == 0) {
            Double recoverAt =
                    rule.condition().levelsIfAny().map(Levels::recoverAt).orElse(null);
            return "nothing changed: the condition did not hold"
                    + (recoverAt == null || past.active().isEmpty()
                            ? ""
                            : ", and what fires goes on until " + Numbers.inWords(recoverAt)
                                    + rule.condition().unit());
        }
        return "nothing changed: the condition held"
                + (rule.groupBy().isEmpty() ? "" : " for " + breaching + (breaching == 1 ? " group" : " groups"))
                + ", and what fires or waits for it went on";
    }

    /** That it was evaluated again, and for what reason. */
    private static String again(WindowPast past) {
        int revision = past.decided().isEmpty()
                ? 0
                : HistoryRecords.revisionOf(past.decided().getFirst());
        if (revision == 0) {
            return "";
        }
        int late = past.decided().getFirst().getInt("late_hits", 0);
        String times = revision == 1 ? "" : " for the " + revision + ". time";
        String events = late == 0
                ? "events of it or of windows before it came late"
                : late + (late == 1 ? " event" : " events") + " had come late";
        return "; evaluated again" + times + ", since " + events;
    }

    private static String inWords(String kind) {
        return kind.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static JsonArrayBuilder array(List<JsonObject> objects) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        objects.forEach(array::add);
        return array;
    }
}
