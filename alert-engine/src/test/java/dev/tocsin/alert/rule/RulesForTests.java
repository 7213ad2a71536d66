package dev.tocsin.alert.rule;

import java.time.Duration;
import java.util.Map;

/** Rules for tests, written as people write them. */
public final class RulesForTests {
    private static final String HEAD = """
            rule: %s
            query: {streams: [%s], lucene: '%s'}
            """;

    private RulesForTests() {}

    /** A rule by its file's text; fails on any error in it. */
    public static Rule parse(String yaml) {
        RuleSet set = RuleFiles.parse(Map.of("test.yml", yaml), new RuleDefaults(Duration.ZERO, TemplateCheck.NONE));
        if (set.rules().size() != 1 || set.problems().stream().anyMatch(Problem::isError)) {
            throw new AssertionError("not one rule: "
                    + set.problems().stream().map(Problem::inWords).toList());
        }
        return set.rules().getFirst();
    }

    /** A rule over everything in a stream; the rest of its file as given. */
    public static Rule over(String stream, String name, String rest) {
        return parse(HEAD.formatted(name, stream, "*") + rest);
    }

    /** A rule whose data nobody asks for. */
    public static Rule rule(String rest) {
        return over("logs-none-tocsin", "checkout-errors", rest);
    }
}
