package dev.tocsin.alert.rule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
        return parse(yaml, "", Map.of());
    }

    /**
     * The same with what it refers to.
     *
     * @param calendars the text of calendars.yml
     * @param lists text of each list's file, by name
     */
    public static Rule parse(String yaml, String calendars, Map<String, String> lists) {
        Map<String, ValueList> named = new HashMap<>();
        lists.forEach((name, text) ->
                named.put(name, ValueList.named(name, ListFile.read(text.getBytes(StandardCharsets.UTF_8)))));
        Calendars known = HoursReader.parse("calendars.yml", calendars);
        if (!known.problems().isEmpty()) {
            throw new AssertionError(
                    known.problems().stream().map(Problem::inWords).toList());
        }
        RuleSet set = RuleFiles.parse(
                Map.of("test.yml", yaml),
                new RuleDefaults(Duration.ZERO, TemplateCheck.NONE),
                new References(QueryLibrary.EMPTY, known, new ValueLists(named, List.of())));
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

    /** The same with calendars. */
    public static Rule within(String calendars, String rest) {
        return parse(HEAD.formatted("checkout-errors", "logs-none-tocsin", "*") + rest, calendars, Map.of());
    }
}
