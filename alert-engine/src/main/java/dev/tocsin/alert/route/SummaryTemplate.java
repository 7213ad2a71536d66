package dev.tocsin.alert.route;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    private static final int MOST_SECTIONS = 50;

    private final Template template;
    private final Set<String> variables;

    private SummaryTemplate(Template template, Set<String> variables) {
        this.template = template;
        this.variables = variables;
    }

    /** @throws BadTemplate with a sentence for people */
    public static SummaryTemplate compile(String text) {
        // The compiler calls itself for each section within a section.
        if (text.split("\\{\\{\\s*[#^]", -1).length - 1 > MOST_SECTIONS) {
            throw new BadTemplate("more than " + MOST_SECTIONS + " sections");
        }
        try {
            Template template = Mustache.compiler()
                    .escapeHTML(false)
                    .defaultValue("")
                    .withLoader(name -> {
                        throw new BadTemplate("a partial ({{> " + name + "}}) has nothing to include here");
                    })
                    .compile(text);
            Variables found = new Variables();
            template.visit(found);
            return new SummaryTemplate(template, found.names);
        } catch (MustacheException e) {
            throw new BadTemplate("not a template: " + e.getMessage());
        }
    }

    /** Variables that will always be empty for such a rule, such as a misspelt one: a warning at load. */
    public List<String> unknownVariables(Collection<String> groupBy, Set<String> labels) {
        return variables.stream()
                .filter(name -> !PLAIN.contains(name)
                        && !(name.startsWith(GROUP) && groupBy.contains(name.substring(GROUP.length())))
                        && !(name.startsWith(LABELS) && labels.contains(name.substring(LABELS.length()))))
                .toList();
    }

    /** Never fails: a variable without a value is empty. */
    public String fill(Values values) {
        try {
            String text = template.execute((Mustache.CustomContext) values::get);
            return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        } catch (MustacheException e) {
            // A section over something odd; the page goes out with what the rule says by itself.
            return "";
        }
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

    /** The text is no template. */
    public static final class BadTemplate extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadTemplate(String message) {
            super(message);
        }
    }

    private static final class Variables implements Mustache.Visitor {
        private final Set<String> names = new TreeSet<>();

        @Override
        public void visitText(String text) {
            if (text.contains("{{")) {
                throw new BadTemplate("a variable is not closed: }} is missing");
            }
        }

        @Override
        public void visitVariable(String name) {
            names.add(name);
        }

        @Override
        public boolean visitInclude(String name) {
            throw new BadTemplate("a partial ({{> " + name + "}}) has nothing to include here");
        }

        @Override
        public boolean visitSection(String name) {
            names.add(name);
            return true;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            names.add(name);
            return true;
        }
    }
}
