package dev.tocsin.alert.rule;

import java.util.List;
import java.util.Optional;

/**
 * What a folder of rules says: the rules that can run, and everything that is wrong.
 *
 * @param rules enabled or not, by name
 * @param problems by file and line
 * @param broken rules, or files whose rule's name is not known, that cannot be read
 */
public record RuleSet(List<Rule> rules, List<Problem> problems, List<String> broken) {
    public static final RuleSet EMPTY = new RuleSet(List.of(), List.of(), List.of());

    public RuleSet {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
        broken = List.copyOf(broken);
    }

    public Optional<Rule> rule(String name) {
        return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
    }

    /** Whether certainly no file has a rule of that name; not certain while a file does not even say whose it is. */
    public boolean lacks(String name) {
        return rule(name).isEmpty()
                && broken.stream()
                        .noneMatch(one -> one.equals(name)
                                || problems.stream()
                                        .anyMatch(problem -> problem.file().equals(one)));
    }
}
