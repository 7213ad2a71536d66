package dev.tocsin.alert.evaluate;

import dev.tocsin.alert.query.Found;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            case WindowAnswer.Counted(Found found) ->
                new Evaluation(
                        List.of(new GroupVerdict(GroupKey.ALL, Judge.verdictFor(rule, found), found.hits() > 0)), 0);
            case WindowAnswer.Grouped(Map<GroupKey, Found> found, var _) -> grouped(rule, found, known, active);
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

    private static Evaluation grouped(
            Rule rule, Map<GroupKey, Found> found, Set<GroupKey> known, Set<GroupKey> active) {
        Map<GroupKey, Found> groups = new HashMap<>(found);
        for (GroupKey group : known) {
            if (isOf(rule, group)) {
                groups.putIfAbsent(group, Found.NOTHING);
            }
        }
        // The alert about the rule as a whole (no data, error) is over once there is an answer.
        boolean aboutAll = groups.remove(GroupKey.ALL) != null;
        List<GroupKey> expected = rule.condition().expectedGroups();
        expected.forEach(group -> groups.putIfAbsent(group, Found.NOTHING));
        Set<GroupKey> never = new HashSet<>(active);
        never.addAll(expected);
        Map<GroupKey, Verdict> judged = new HashMap<>();
        groups.forEach((group, there) -> judged.put(group, Judge.verdictFor(rule, there)));
        List<GroupKey> kept = withoutCut(rule, judged, never);
        List<GroupVerdict> verdicts = new ArrayList<>();
        if (aboutAll) {
            verdicts.add(new GroupVerdict(GroupKey.ALL, new Verdict.Calm(0), true));
        }
        for (GroupKey group : kept) {
            Verdict verdict = Objects.requireNonNull(judged.get(group));
            long hits = groups.getOrDefault(group, Found.NOTHING).hits();
            verdicts.add(new GroupVerdict(group, verdict, hits > 0));
        }
        return new Evaluation(verdicts, judged.size() - kept.size());
    }

    /**
     * Over {@code maxGroups}: those with an alert stay, then those that are furthest on the side of the trouble.
     *
     * @param never are cut
     */
    private static List<GroupKey> withoutCut(Rule rule, Map<GroupKey, Verdict> judged, Set<GroupKey> never) {
        Comparator<GroupKey> byName = Comparator.comparing(GroupKey::canonical);
        if (judged.size() <= rule.maxGroups()) {
            return judged.keySet().stream().sorted(byName).toList();
        }
        boolean isBelow = rule.condition().isTroubleBelow();
        double least = isBelow ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        Comparator<GroupKey> byValue = Comparator.comparingDouble(group -> {
            Verdict verdict = judged.get(group);
            Double value = verdict == null ? null : verdict.valueIfAny();
            return value == null ? least : value;
        });
        List<GroupKey> kept =
                new ArrayList<>(judged.keySet().stream().filter(never::contains).toList());
        judged.keySet().stream()
                .filter(group -> !never.contains(group))
                .sorted((isBelow ? byValue : byValue.reversed()).thenComparing(byName))
                .limit(Math.max(0, rule.maxGroups() - kept.size()))
                .forEach(kept::add);
        kept.sort(byName);
        return kept;
    }

    /** Groups of an earlier version of the rule, by other fields, are not judged. */
    private static boolean isOf(Rule rule, GroupKey group) {
        return group.equals(GroupKey.ALL)
                || List.copyOf(group.values().keySet()).equals(rule.groupBy());
    }
}
