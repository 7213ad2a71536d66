package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.redact.Redactor;

/**
 * What people want of their events, and may change while the service runs.
 *
 * @param sieve which are kept; looks at them as they came
 * @param redactor what of those that are kept nobody is to read
 */
public record EventRules(Sieve sieve, Redactor redactor) {
    public static final EventRules NONE = new EventRules(Sieve.OPEN, Redactor.NONE);
}
