package dev.tocsin.alert.evaluate;

import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.Direction;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Levels;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values to one verdict per group; pure. */
public final class Evaluator {
    private Evaluator() {}

    /**
     * @param known groups that the store knows: absent in the answer they count as zero
     * @param active those of them whose alert is not NORMAL: never cut
     */
    public static Evaluation evaluate(Rule rule, WindowAnswer answer, Set<GroupKey> known, Set<GroupKey> active) {
        return switch (answer) {
            case WindowAnswer.Undecided(String reason) -> forAll(rule, known, new Verdict.Undecided(reason));
            case WindowAnswer.NoData _ -> forAll(rule, known, new Verdict.NoData());
            case WindowAnswer.Counted(long hits) ->
                new Evaluation(List.of(new GroupVerdict(GroupKey.ALL, judge(rule.condition(), hits), hits > 0)), 0);
            case WindowAnswer.Grouped(Map<GroupKey, Long> hits, var _) -> grouped(rule, hits, known, active);
        };
    }

    private static Evaluation forAll(Rule rule, Set<GroupKey> known, Verdict verdict) {
        Set<GroupKey> groups = new HashSet<>(known);
        groups.add(GroupKey.ALL);
        return new Evaluation(
                groups.stream()
                        .filter(group -> isOf(rule, group))
                        .sorted(Comparator.comparing(GroupKey::canonical))
                        .map(group -> new GroupVerdict(group, verdict, false))
                        .toList(),
                0);
    }

    private static Evaluation grouped(Rule rule, Map<GroupKey, Long> hits, Set<GroupKey> known, Set<GroupKey> active) {
        Map<GroupKey, Long> values = new HashMap<>(hits);
        for (GroupKey group : known) {
            if (isOf(rule, group)) {
                values.putIfAbsent(group, 0L);
            }
        }
        // The alert about the rule as a whole (no data, error) is over once there is an answer.
        boolean aboutAll = values.remove(GroupKey.ALL) != null;
        List<GroupKey> judged = withoutCut(rule, values, active);
        List<GroupVerdict> verdicts = new ArrayList<>();
        if (aboutAll) {
            verdicts.add(new GroupVerdict(GroupKey.ALL, new Verdict.Calm(0), true));
        }
        for (GroupKey group : judged) {
            long value = values.getOrDefault(group, 0L);
            verdicts.add(new GroupVerdict(group, judge(rule.condition(), value), hits.containsKey(group)));
        }
        return new Evaluation(verdicts, values.size() - judged.size());
    }

    /** Over {@code maxGroups}: those with an alert stay, then those that are furthest on the side of the trouble. */
    private static List<GroupKey> withoutCut(Rule rule, Map<GroupKey, Long> values, Set<GroupKey> active) {
        Comparator<GroupKey> byName = Comparator.comparing(GroupKey::canonical);
        if (values.size() <= rule.maxGroups()) {
            return values.keySet().stream().sorted(byName).toList();
        }
        boolean small = rule.condition().looksForTooFew();
        Comparator<GroupKey> byValue = Comparator.comparingLong(group -> values.getOrDefault(group, 0L));
        List<GroupKey> judged = new ArrayList<>(
                values.keySet().stream().filter(active::contains).toList());
        values.keySet().stream()
                .filter(group -> !active.contains(group))
                .sorted((small ? byValue : byValue.reversed()).thenComparing(byName))
                .limit(Math.max(0, rule.maxGroups() - judged.size()))
                .forEach(judged::add);
        judged.sort(byName);
        return judged;
    }

    /** Groups of an earlier version of the rule, by other fields, are not judged. */
    private static boolean isOf(Rule rule, GroupKey group) {
        return group.equals(GroupKey.ALL)
                || List.copyOf(group.values().keySet()).equals(rule.groupBy());
    }

    static Verdict judge(Condition condition, double value) {
        return switch (condition) {
            case Condition.Count(Levels levels) ->
                levels.breachedBy(value)
                        .<Verdict>map(severity -> new Verdict.Breach(severity, value, levels.thresholdOf(severity)))
                        .orElseGet(() -> new Verdict.Calm(value));
            case Condition.Each(Severity severity) ->
                Direction.ABOVE.isBreach(value, 0)
                        ? new Verdict.Breach(severity, value, null)
                        : new Verdict.Calm(value);
        };
    }
}
