package dev.tocsin.ingest.sift;

import dev.tocsin.ingest.enrich.EventFields;
import dev.tocsin.ingest.enrich.Sieve;
import dev.tocsin.ingest.event.SiftedOut.Reason;
import java.util.List;

/**
 * Sifts by rules: the first one that is about an event decides. Which of its events a rule keeps depends on the events alone, so
 * one that is sent again meets the same fate, on each node, and the events of one trace stay together.
 */
public final class RuleSieve implements Sieve {
    private final List<SiftRule> rules;

    public RuleSieve(List<SiftRule> rules) {
        this.rules = List.copyOf(rules);
    }

    @Override
    public Verdict verdict(EventFields event) {
        for (SiftRule rule : rules) {
            if (rule.condition().holds(event)) {
                return verdict(rule, event);
            }
        }
        return Verdict.KEPT;
    }

    private static Verdict verdict(SiftRule rule, EventFields event) {
        if (rule.oneIn() == 0) {
            return new Verdict(Reason.DROPPED, rule.name(), 0);
        }
        return Long.remainderUnsigned(SampleKey.of(event), rule.oneIn()) == 0
                ? new Verdict(null, rule.name(), rule.oneIn())
                : new Verdict(Reason.SAMPLED_OUT, rule.name(), 0);
    }
}
