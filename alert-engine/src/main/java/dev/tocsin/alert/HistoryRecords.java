package dev.tocsin.alert;

import dev.tocsin.alert.evaluate.Evaluation;
import dev.tocsin.alert.evaluate.GroupVerdict;
import dev.tocsin.alert.evaluate.Verdict;
import dev.tocsin.alert.history.HistoryEntry;
import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.AlertStatus;
import dev.tocsin.alert.state.Transition;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;

/**
 * What is written down of a window and of a transition; pure. The id names rule, version, window end and revision, so
 * that a window that was undecided first is overwritten by what it turned out to be.
 */
final class HistoryRecords {
    /** Looking the provider up each time costs more than what is built. */
    private static final JsonProvider JSON = JsonProvider.provider();

    static final int FIRST = 0;
    private static final int MOST_VANISHED = 100;
    private static final String SUPERSEDED = "superseded";

    private HistoryRecords() {}

    /** @param forgotten calm groups that are remembered no more, because there are too many */
    static HistoryEntry ofWindow(
            Rule rule,
            Window window,
            int revision,
            WindowAnswer answer,
            Evaluation evaluation,
            Collection<AlertState> states,
            int forgotten) {
        JsonObjectBuilder document = head(rule, window, revision, "window").add("answer", wordOf(answer));
        switch (answer) {
            case WindowAnswer.Counted(Found found) -> {
                document.add("hits", found.hits());
                addValue(document, evaluation);
            }
            case WindowAnswer.Grouped(var groups, long total) ->
                document.add("hits", total).add("groups", groups.size()).add("groups_cut", evaluation.cut());
            case WindowAnswer.NoData _ -> document.add("hits", 0);
            case WindowAnswer.Undecided(String reason) -> document.add("reason", reason);
        }
        long breaching = evaluation.verdicts().stream()
                .map(GroupVerdict::verdict)
                .filter(Verdict.Breach.class::isInstance)
                .count();
        long active = states.stream().filter(state -> !state.isNormal()).count();
        document.add("breaching", breaching).add("active", active);
        if (forgotten > 0) {
            document.add("groups_forgotten", forgotten);
        }
        if (rule.groupBy().isEmpty()) {
            document.add(
                    "status",
                    states.stream()
                            .filter(state -> state.group().equals(GroupKey.ALL))
                            .map(state -> state.status().inWords())
                            .findFirst()
                            .orElse(AlertStatus.NORMAL.inWords()));
        }
        return new HistoryEntry("window", windowId(rule, window, revision), day(window), document.build());
    }

    /** What the condition judged, and what that was made of. */
    private static void addValue(JsonObjectBuilder document, Evaluation evaluation) {
        Verdict verdict = evaluation.verdicts().getFirst().verdict();
        Double value = verdict.valueIfAny();
        String basis = switch (verdict) {
            case Verdict.Breach breach -> breach.basis();
            case Verdict.Between between -> between.basis();
            case Verdict.Calm calm -> calm.basis();
            case Verdict.NoData _, Verdict.Undecided _ -> "";
        };
        if (value != null) {
            document.add("value", value);
        }
        if (!basis.isEmpty()) {
            document.add("reason", basis);
        }
    }

    /**
     * The record of a window that was evaluated again.
     *
     * @param lateHits events that it did not have before
     * @param vanished beginnings that it had before, of episodes that there would not have been
     */
    static HistoryEntry again(HistoryEntry window, long lateHits, List<Transition> vanished) {
        JsonObjectBuilder document = JSON.createObjectBuilder(window.document()).add("late_hits", lateHits);
        if (!vanished.isEmpty()) {
            document.add(
                    "vanished",
                    JSON.createArrayBuilder(vanished.stream()
                            .limit(MOST_VANISHED)
                            .map(Transition::episodeId)
                            .toList()));
        }
        return new HistoryEntry(window.kind(), window.id(), window.day(), document.build());
    }

    static HistoryEntry ofUndecided(Rule rule, Window window, String reason) {
        JsonObject document = head(rule, window, FIRST, "window")
                .add("answer", "undecided")
                .add("reason", reason)
                .build();
        return new HistoryEntry("window", windowId(rule, window, FIRST), day(window), document);
    }

    static HistoryEntry ofGap(Rule rule, Window last, DueWindows.Gap gap, String reason) {
        JsonObject document = head(rule, last, FIRST, "window")
                .add("answer", "gap")
                .add("gap_after", gap.after().toString())
                .add("reason", reason)
                .build();
        return new HistoryEntry("window", windowId(rule, last, FIRST), day(last), document);
    }

    /** @param revision of the window that decided it */
    static HistoryEntry ofTransition(Transition transition, int revision) {
        Window window = transition.window();
        String rule = transition.rule();
        String version = transition.ruleVersion();
        JsonObjectBuilder group = JSON.createObjectBuilder();
        transition.group().values().forEach(group::add);
        JsonObjectBuilder document = head(rule, version, window, revision, "transition")
                .add("transition", transition.kind().name())
                .add("from", transition.from().inWords())
                .add("to", transition.to().inWords())
                .add("episode", transition.episodeId())
                .add("since", transition.since().toString())
                .add("group_values", group)
                .add("group", transition.group().canonical())
                .add("reason", transition.reason());
        if (transition.severity() != null) {
            document.add("severity", transition.severity().inWords());
        }
        if (transition.value() != null) {
            document.add("value", transition.value());
        }
        if (transition.threshold() != null) {
            document.add("threshold", transition.threshold());
        }
        if (transition.flapping() != null) {
            document.add("flapping", transition.flapping().inWords());
        }
        String id = windowId(rule, version, window, revision) + "|"
                + transition.group().canonical() + "|" + transition.kind();
        return new HistoryEntry("transition", id, day(window), document.build());
    }

    /** A step of a window that was decided again: the window of that revision has it, if it is a step still. */
    static HistoryEntry superseded(Transition transition, int revision, int newRevision) {
        HistoryEntry before = ofTransition(transition, revision);
        JsonObject document = JSON.createObjectBuilder(before.document())
                .add(SUPERSEDED, newRevision)
                .build();
        return new HistoryEntry(before.kind(), before.id(), before.day(), document);
    }

    /** Whether nothing newer was written in its place. */
    static boolean isInForce(JsonObject transition) {
        return !transition.containsKey(SUPERSEDED);
    }

    static int revisionOf(JsonObject record) {
        return record.getJsonObject("window").getInt("revision", FIRST);
    }

    static JsonObjectBuilder head(Rule rule, Window window, int revision, String kind) {
        return head(rule.name(), rule.version(), window, revision, kind);
    }

    private static JsonObjectBuilder head(String rule, String version, Window window, int revision, String kind) {
        return JSON.createObjectBuilder()
                .add("@timestamp", window.end().toString())
                .add("kind", kind)
                .add("rule", rule)
                .add("version", version)
                .add(
                        "window",
                        JSON.createObjectBuilder()
                                .add("start", window.start().toString())
                                .add("end", window.end().toString())
                                .add("revision", revision));
    }

    private static String windowId(Rule rule, Window window, int revision) {
        return windowId(rule.name(), rule.version(), window, revision);
    }

    private static String windowId(String rule, String version, Window window, int revision) {
        return rule + "|" + version + "|" + window.end() + "|" + revision;
    }

    private static LocalDate day(Window window) {
        Instant end = window.end();
        return LocalDate.ofInstant(end, ZoneOffset.UTC);
    }

    static String wordOf(WindowAnswer answer) {
        return switch (answer) {
            case WindowAnswer.Counted _ -> "counted";
            case WindowAnswer.Grouped _ -> "grouped";
            case WindowAnswer.NoData _ -> AlertStatus.NO_DATA.inWords();
            case WindowAnswer.Undecided _ -> "undecided";
        };
    }
}
