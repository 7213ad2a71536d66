package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.RuleQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Questions that are translated and sent together. A query weighs a hundred times its text once it is translated, so all of
 * a round at once would not fit into the heap.
 */
final class Portions {
    /** What Elasticsearch gets in one request. */
    private static final int MOST = 100;

    /** In characters, counted again for each question that has it: it stands in the request as often. */
    private static final int MOST_TEXT = 64 << 10;

    private Portions() {}

    /** In order; one question may be more than fits. */
    static <T> List<List<T>> of(List<T> questions, Function<T, List<RuleQuery>> queriesOf) {
        List<List<T>> portions = new ArrayList<>();
        int from = 0;
        int text = 0;
        for (int i = 0; i < questions.size(); i++) {
            int more = queriesOf.apply(questions.get(i)).stream()
                    .mapToInt(RuleQuery::characters)
                    .sum();
            if (i > from && (i - from == MOST || text + more > MOST_TEXT)) {
                portions.add(questions.subList(from, i));
                from = i;
                text = 0;
            }
            text += more;
        }
        if (from < questions.size()) {
            portions.add(questions.subList(from, questions.size()));
        }
        return portions;
    }
}
