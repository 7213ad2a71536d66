package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule's annotation with Mustache variables: {@code {{value}} {{threshold}} {{severity}} {{window}} {{since}}
 * {{rule}} {{title}} {{condition}} {{group.FIELD}} {{labels.NAME}}}, and sections over them. Compiled once per rule;
 * thread-safe. The result is plain text: whoever shows it neutralises it.
 */
public final class SummaryTemplate {
    private static final Set<String> PLAIN =
            Set.of("value", "threshold", "severity", "window", "since", "rule", "title", "condition");
    private static final String GROUP = "group.";
    private static final String LABELS = "labels.";
    private static final int LONGEST = 3000;

    private final TextTemplate template;

    private SummaryTemplate(TextTemplate template) {
        this.template = template;
    }

    /** @throws TextTemplate.BadTemplate with a sentence for people */
    public static SummaryTemplate compile(String text) {
        return new SummaryTemplate(TextTemplate.compile(text));
    }

    /** Variables that will always be empty for such a rule, such as a misspelt one: a warning at load. */
    public List<String> unknownVariables(Collection<String> groupBy, Set<String> labels) {
        return template.variables().stream()
                .filter(name -> !PLAIN.contains(name)
                        && !(name.startsWith(GROUP) && groupBy.contains(name.substring(GROUP.length())))
                        && !(name.startsWith(LABELS) && labels.contains(name.substring(LABELS.length()))))
                .toList();
    }

    /** Never fails: a variable without a value is empty. */
    public String fill(Values values) {
        // A section over something odd: the page goes out with what the rule says by itself.
        String text = template.fill(values::get).orElse("");
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** What the variables stand for. */
    public record Values(
            String rule,
            String title,
            Map<String, String> labels,
            GroupKey group,
            @Nullable Severity severity,
            @Nullable Double value,
            @Nullable Double threshold,
            String condition,
            Window window,
            Instant since) {
        private @Nullable Object get(String name) {
            if (name.startsWith(GROUP)) {
                return group.values().get(name.substring(GROUP.length()));
            }
            if (name.startsWith(LABELS)) {
                return labels.get(name.substring(LABELS.length()));
            }
            return switch (name) {
                case "value" -> value == null ? null : Wording.number(value);
                case "threshold" -> threshold == null ? null : Wording.number(threshold);
                case "severity" -> severity == null ? null : severity.name().toLowerCase(Locale.ROOT);
                case "window" -> Wording.duration(window.length());
                case "since" -> Wording.time(since);
                case "rule" -> rule;
                case "title" -> title;
                case "condition" -> condition;
                default -> null;
            };
        }
    }
}
