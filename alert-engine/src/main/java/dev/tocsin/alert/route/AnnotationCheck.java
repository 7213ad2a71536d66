package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.TemplateCheck;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at a rule's annotations with the eyes of what fills them in. */
public final class AnnotationCheck implements TemplateCheck {
    @Override
    public Optional<String> fault(String template) {
        try {
            SummaryTemplate.compile(template);
            return Optional.empty();
        } catch (TextTemplate.BadTemplate e) {
            return Optional.of(e.getMessage() == null ? "not a template" : e.getMessage());
        }
    }

    @Override
    public List<String> unknownVariables(String template, Collection<String> groupBy, Set<String> labels) {
        return SummaryTemplate.compile(template).unknownVariables(groupBy, labels);
    }
}
