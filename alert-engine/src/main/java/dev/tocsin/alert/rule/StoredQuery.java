package dev.tocsin.alert.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query that rules refer to in place of writing one.
 *
 * @param title for people
 * @param service null if it names streams, or leaves it to the rules
 * @param streams index patterns; empty if it names a service, or leaves it to the rules
 * @param text what the person wrote; for {@link QueryLanguage#DSL} the JSON
 * @param filters Kibana's filter pills, a JSON array
 * @param timeField what Kibana's data view cuts windows from; null if nothing is said
 */
public record StoredQuery(
        QueryOrigin origin,
        String title,
        @Nullable String description,
        @Nullable String service,
        List<String> streams,
        QueryLanguage language,
        String text,
        String filters,
        @Nullable String timeField) {
    public StoredQuery {
        streams = List.copyOf(streams);
    }

    /** Whether it says where to look; otherwise every rule has to. */
    public boolean saysWhere() {
        return service != null || !streams.isEmpty();
    }

    /** The query as a rule would ask it that adds nothing; streams stay empty if nothing says where. */
    public RuleQuery asRuleQuery() {
        return service != null ? over(service) : over(streams);
    }

    /** The same of one service. */
    public RuleQuery over(String otherService) {
        return RuleQuery.ofService(otherService, language, text).savedAs(filters, origin);
    }

    /** The same over other streams. */
    public RuleQuery over(List<String> otherStreams) {
        return new RuleQuery(otherStreams, null, language, text, filters, origin);
    }
}
