package dev.tocsin.alert.route;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A text with Mustache variables and sections. Values come from a lookup alone: no field or method of a Java object is
 * ever looked at. Escapes nothing: who looks a value up escapes it for where it shall stand. Thread-safe.
 */
public final class TextTemplate {
    private static final int MOST_SECTIONS = 50;

    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(false)
            .defaultValue("")
            .emptyStringIsFalse(true)
            .withCollector(new OnlyVariables())
            .withLoader(name -> {
                throw partial(name);
            });

    private final Template template;
    private final Set<String> variables;

    /** What the variables stand for. */
    @FunctionalInterface
    public interface Variables {
        /** A text, a list of further variables for a section to go through, or null for what is not there. */
        @Nullable
        Object valueOf(String name);
    }

    private TextTemplate(Template template, Set<String> variables) {
        this.template = template;
        this.variables = variables;
    }

    /** @throws BadTemplate with a sentence for people */
    public static TextTemplate compile(String text) {
        // The compiler calls itself for each section within a section.
        if (text.split("\\{\\{\\s*[#^]", -1).length - 1 > MOST_SECTIONS) {
            throw new BadTemplate("more than " + MOST_SECTIONS + " sections");
        }
        try {
            Template template = COMPILER.compile(text);
            Names found = new Names();
            template.visit(found);
            return new TextTemplate(template, found.names);
        } catch (MustacheException e) {
            throw new BadTemplate("not a template: " + e.getMessage());
        }
    }

    /** All that it asks for, in order. */
    public Set<String> variables() {
        return Collections.unmodifiableSet(variables);
    }

    /** A variable without a value is empty; nothing at all if it cannot be filled in. */
    public Optional<String> fill(Variables values) {
        try {
            return Optional.of(template.execute(values));
        } catch (MustacheException e) {
            return Optional.empty();
        }
    }

    /** The text is no template. */
    public static final class BadTemplate extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadTemplate(String message) {
            super(message);
        }
    }

    private static BadTemplate partial(String name) {
        return new BadTemplate("a partial ({{> " + name + "}}) has nothing to include here");
    }

    private static final class OnlyVariables extends BasicCollector {
        private static final Mustache.VariableFetcher LOOKUP = (context, name) -> {
            Object value = ((Variables) context).valueOf(name);
            return value == null ? Template.NO_FETCHER_FOUND : value;
        };

        @Override
        public Mustache.@Nullable VariableFetcher createFetcher(Object context, String name) {
            if (context instanceof Variables) {
                return LOOKUP;
            }
            return name.equals(".") || name.equals("this") ? (text, same) -> text : null;
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }
    }

    private static final class Names implements Mustache.Visitor {
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
            throw partial(name);
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
