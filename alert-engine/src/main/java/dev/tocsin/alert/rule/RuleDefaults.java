package dev.tocsin.alert.rule;

import java.time.Duration;

/**
 * What holds for a rule that does not say otherwise.
 *
 * @param delay of {@code delay: auto}
 * @param templates looks at annotations
 */
public record RuleDefaults(Duration delay, TemplateCheck templates) {
    static final int MAX_GROUPS = 500;
    static final Duration SEEN_WITHIN = Duration.ofHours(24);
    static final Duration LATE_HORIZON = Duration.ofHours(1);

    /** Enough for a batch of the ingest service, one retry of it, and two refreshes of 5 s. */
    public static final RuleDefaults STANDARD = new RuleDefaults(Duration.ofSeconds(15), TemplateCheck.NONE);
}
