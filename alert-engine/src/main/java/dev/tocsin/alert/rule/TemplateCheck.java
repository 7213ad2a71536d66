package dev.tocsin.alert.rule;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with a template; whoever fills templates in knows. */
public interface TemplateCheck {
    /** A sentence for people; empty if nothing is. */
    Optional<String> fault(String template);

    /** Variables that will always be empty for a rule with these fields and labels. */
    List<String> unknownVariables(String template, Collection<String> groupBy, Set<String> labels);

    /** Takes everything. */
    TemplateCheck NONE = new TemplateCheck() {
        @Override
        public Optional<String> fault(String template) {
            return Optional.empty();
        }

        @Override
        public List<String> unknownVariables(String template, Collection<String> groupBy, Set<String> labels) {
            return List.of();
        }
    };
}
