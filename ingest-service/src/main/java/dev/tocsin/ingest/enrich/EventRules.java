package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.redact.Redactor;
import java.util.List;

/**
 * What people want of their events, and may change while the service runs.
 *
 * @param sieve which are kept; looks at them as they came
 * @param redactor what of those that are kept nobody is to read
 * @param showing the same for what was refused and is shown as it came: whatever is known by its form
 */
public record EventRules(Sieve sieve, Redactor redactor, Redactor showing) {
    public static final EventRules NONE = new EventRules(Sieve.OPEN, Redactor.NONE);

    /** With the patterns that are known by name for showing. */
    public EventRules(Sieve sieve, Redactor redactor) {
        this(sieve, redactor, Redactor.ofAllPatterns(List.of()));
    }
}
