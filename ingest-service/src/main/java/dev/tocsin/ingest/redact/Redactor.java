package dev.tocsin.ingest.redact;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Replaces what nobody is to read by {@code [redacted NAME]}, one pattern after the other, and says of which it has
 * replaced something. Thread-safe.
 */
public final class Redactor {
    /** Leaves all as it is. */
    public static final Redactor NONE = new Redactor(Set.of(), List.of(), _ -> {});

    private final List<Rule> rules;
    private final boolean knowsSecretNames;
    private final Consumer<String> replaced;

    private record Rule(String name, String replacement, Finder finder) {
        private static Rule of(String name, Finder finder) {
            return new Rule(name, "[redacted " + name + "]", finder);
        }
    }

    /** @param replaced told the pattern's name for each text in which it has replaced something */
    public Redactor(Set<NamedPattern> patterns, List<OwnPattern> own, Consumer<String> replaced) {
        List<Rule> all = new ArrayList<>();
        for (NamedPattern pattern : NamedPattern.values()) {
            if (patterns.contains(pattern)) {
                all.add(Rule.of(pattern.word(), pattern.finder()));
            }
        }
        own.forEach(pattern -> all.add(Rule.of(pattern.name(), pattern)));
        this.rules = List.copyOf(all);
        this.knowsSecretNames = patterns.contains(NamedPattern.CREDENTIALS);
        this.replaced = replaced;
    }

    /** All patterns that are known by name, for showing what was kept as it came. */
    public static Redactor ofAllPatterns(List<OwnPattern> own) {
        return new Redactor(Set.of(NamedPattern.values()), own, _ -> {});
    }

    /** Whether it can replace anything. */
    public boolean isIdle() {
        return rules.isEmpty();
    }

    /** The text itself if there is nothing to replace. */
    public String redact(String text) {
        String out = text;
        for (Rule rule : rules) {
            Spans found = new Spans();
            rule.finder.find(out, found);
            String next = found.replacedIn(out, _ -> rule.replacement);
            if (!next.equals(out)) {
                out = next;
                replaced.accept(rule.name);
            }
        }
        return out;
    }

    /** With stars in the place of what would be replaced, so many as it has bytes in UTF-8: places in the text stay true. */
    public String masked(String text) {
        String out = text;
        for (Rule rule : rules) {
            Spans found = new Spans();
            rule.finder.find(out, found);
            out = found.replacedIn(out, secret -> "*".repeat(secret.getBytes(StandardCharsets.UTF_8).length));
        }
        return out;
    }

    /** The value of a field that is a text. */
    public String redact(String name, String text) {
        return redact(name, text, true);
    }

    /**
     * The value of a field, which is replaced as a whole if the field's name says that it is a secret.
     *
     * @param isText and not a number, {@code true} or {@code false}
     */
    public String redact(String name, String text, boolean isText) {
        if (knowsSecretNames && !text.isEmpty() && SecretNames.isOne(name, isText)) {
            replaced.accept(NamedPattern.CREDENTIALS.word());
            return "[redacted " + NamedPattern.CREDENTIALS.word() + "]";
        }
        return redact(text);
    }
}
