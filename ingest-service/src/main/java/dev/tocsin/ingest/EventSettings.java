package dev.tocsin.ingest;

import dev.tocsin.ingest.enrich.EnrichSettings;
import dev.tocsin.ingest.enrich.EventRules;
import dev.tocsin.ingest.enrich.Sieve;
import dev.tocsin.ingest.redact.BadExpression;
import dev.tocsin.ingest.redact.NamedPattern;
import dev.tocsin.ingest.redact.OwnPattern;
import dev.tocsin.ingest.redact.Redactor;
import dev.tocsin.ingest.sift.RuleSieve;
import dev.tocsin.ingest.sift.SiftRule;
import dev.tocsin.query.CaretText;
import dev.tocsin.query.QueryException;
import dev.tocsin.settings.DidYouMean;
import dev.tocsin.settings.Within;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code tocsin.ingest.events}: how events become documents ({@link EnrichSettings}), and what people want of them
 * ({@link EventRules}), which may change while the service runs.
 */
public record EventSettings(
        @DefaultValue("tocsin") String namespace,
        @DefaultValue("500") @Within(least = "1") int maxDatasets,
        @DefaultValue("200") @Within(least = "0") int maxLabelNames,
        @DefaultValue("24h") @Within(least = "0s") Duration maxFuture,
        @DefaultValue("0s") @Within(least = "0s") Duration maxAge,
        @Live @DefaultValue List<Drop> drop,
        @Live @DefaultValue List<Sample> sample,
        @Live @DefaultValue Redact redact) {
    private static final String KEY = "tocsin.ingest.events.";

    /** Of lines that belong to the one before them. */
    private static final String INDENT = "    ";

    public EventSettings {
        drop = List.copyOf(drop);
        sample = List.copyOf(sample);
    }

    /** Events that are not kept. */
    public record Drop(
            @DefaultValue("") String name, @DefaultValue("") String kql) {}

    /** Events of which one in so many is kept. */
    public record Sample(
            @DefaultValue("") String name,
            @DefaultValue("") String kql,

            @DefaultValue("0") @Within(least = "0", most = "1000000")
            int oneIn) {}

    /** What nobody is to read. */
    public record Redact(
            @DefaultValue List<String> patterns,
            @DefaultValue List<Own> own) {
        public Redact {
            patterns = List.copyOf(patterns);
            own = List.copyOf(own);
        }
    }

    /** What a regular expression matches. */
    public record Own(
            @DefaultValue("") String name, @DefaultValue("") String regex) {}

    EnrichSettings enrich() {
        return new EnrichSettings(namespace, maxDatasets, maxLabelNames, maxFuture, maxAge);
    }

    /**
     * Throws {@link IllegalArgumentException} that begins with the key of what is wrong; below it, indented, may stand the text
     * with a caret under the place, and a hint.
     *
     * @param redacted told of each text in which something was replaced, by the pattern's name
     */
    EventRules rules(Consumer<String> redacted) {
        List<SiftRule> rules = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < drop.size(); i++) {
            Drop rule = drop.get(i);
            String key = KEY + "drop[" + i + "]";
            requireQuery(rule.kql(), key);
            rules.add(made(key, rule.kql(), () -> SiftRule.drop(rule.name(), rule.kql())));
            requireAnother(names, rule.name(), key);
        }
        for (int i = 0; i < sample.size(); i++) {
            Sample rule = sample.get(i);
            String key = KEY + "sample[" + i + "]";
            requireQuery(rule.kql(), key);
            if (rule.oneIn() < 2) {
                throw new IllegalArgumentException(
                        key + ".one-in: has to be at least 2; to keep none, make it a rule of drop");
            }
            rules.add(made(key, rule.kql(), () -> SiftRule.keepOneIn(rule.name(), rule.oneIn(), rule.kql())));
            requireAnother(names, rule.name(), key);
        }
        return new EventRules(
                rules.isEmpty() ? Sieve.OPEN : new RuleSieve(rules),
                redactor(redacted),
                Redactor.ofAllPatterns(ownPatterns()));
    }

    private Redactor redactor(Consumer<String> redacted) {
        Set<NamedPattern> patterns = EnumSet.noneOf(NamedPattern.class);
        for (int i = 0; i < redact.patterns().size(); i++) {
            String word = redact.patterns().get(i);
            String key = KEY + "redact.patterns[" + i + "]";
            patterns.add(NamedPattern.of(word).orElseThrow(() -> new IllegalArgumentException(unknown(key, word))));
        }
        return new Redactor(patterns, ownPatterns(), redacted);
    }

    private static String unknown(String key, String word) {
        List<String> words =
                Stream.of(NamedPattern.values()).map(NamedPattern::word).toList();
        return key + ": is no pattern that is known by name ("
                + DidYouMean.nearest(word, words)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("known: " + String.join(", ", words) + "; others are written in own")
                + ")";
    }

    private List<OwnPattern> ownPatterns() {
        List<OwnPattern> own = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < redact.own().size(); i++) {
            Own pattern = redact.own().get(i);
            String key = KEY + "redact.own[" + i + "]";
            own.add(made(key, pattern.regex(), () -> OwnPattern.of(pattern.name(), pattern.regex())));
            requireAnother(names, pattern.name(), key);
        }
        return own;
    }

    /** An empty query is that of all events: a line that was forgotten would take them all out. */
    private static void requireQuery(String kql, String key) {
        if (kql.isBlank()) {
            throw new IllegalArgumentException(
                    key + ".kql: is missing: it says which events are meant, as in log.level: DEBUG");
        }
    }

    /**
     * Metrics and answers tell them apart by their names.
     *
     * @param keys of the names that there are
     */
    private static void requireAnother(Map<String, String> keys, String name, String key) {
        String other = keys.putIfAbsent(name, key);
        if (other != null) {
            throw new IllegalArgumentException(key + ".name: the name '" + name + "' is there twice; "
                    + other.substring(KEY.length()) + " has it");
        }
    }

    /** @param text in which a place may be named */
    private static <T> T made(String key, String text, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (QueryException e) {
            // What follows shows the query as Kibana does.
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            String picture = e.offset().isPresent() ? picture(text, e.offset().getAsInt()) : "";
            String hint = e.hint().map(words -> "\n" + INDENT + words).orElse("");
            throw new IllegalArgumentException(key + ".kql: " + reason + picture + hint, e);
        } catch (BadExpression e) {
            throw new IllegalArgumentException(key + ".regex: " + e.getMessage() + picture(text, e.offset()), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ".name: " + e.getMessage(), e);
        }
    }

    private static String picture(String text, int offset) {
        return "\n" + CaretText.under(text, offset).indent(INDENT.length()).stripTrailing();
    }
}
