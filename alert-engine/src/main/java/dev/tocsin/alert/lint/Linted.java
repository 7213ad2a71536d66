package dev.tocsin.alert.lint;

import dev.tocsin.alert.rule.Rule;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was looked at and what was found.
 *
 * @param folder that the rules' files are relative to
 * @param rules that can be read
 * @param broken rules, or files whose rule's name is not known, that cannot be read
 * @param findings in order of place
 */
public record Linted(Path folder, List<Rule> rules, List<String> broken, List<Finding> findings) {
    public Linted {
        rules = List.copyOf(rules);
        broken = List.copyOf(broken);
        findings = findings.stream().distinct().sorted(Finding.BY_PLACE).toList();
    }

    public boolean hasErrors() {
        return findings.stream().anyMatch(Finding::isError);
    }

    /**
     * What concerns one rule: findings about others are left out, and those about none are kept only if the rule cannot
     * run.
     */
    public Linted of(String name) {
        List<Rule> chosen =
                rules.stream().filter(rule -> rule.name().equals(name)).toList();
        return new Linted(
                folder,
                chosen,
                broken.stream().filter(name::equals).toList(),
                findings.stream()
                        .filter(finding -> finding.rule() == null ? chosen.isEmpty() : name.equals(finding.rule()))
                        .toList());
    }

    Linted with(List<Finding> more) {
        return new Linted(
                folder,
                rules,
                broken,
                Stream.concat(findings.stream(), more.stream()).toList());
    }
}
