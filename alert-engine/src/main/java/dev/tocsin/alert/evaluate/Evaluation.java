package dev.tocsin.alert.evaluate;

import java.util.List;

/**
 * One window of one rule, judged.
 *
 * @param verdicts by group, in a fixed order
 * @param cut groups beyond the rule's {@code maxGroups} that were not judged
 */
public record Evaluation(List<GroupVerdict> verdicts, int cut) {
    public Evaluation {
        verdicts = List.copyOf(verdicts);
    }
}
