package dev.tocsin.alert.query;

import dev.tocsin.alert.rule.BadQuery;
import dev.tocsin.alert.rule.RuleQuery;
import dev.tocsin.query.DataView;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Rules' queries as Elasticsearch takes them, by the fields' types of the time when a window was due. Thread-safe. */
final class Translator {
    private final FieldTypes types;
    private final BooleanSupplier answersAtAll;

    /** @param answersAtAll whether the server answers anything, asked when it does not say the types */
    Translator(FieldTypes types, BooleanSupplier answersAtAll) {
        this.types = types;
        this.answersAtAll = answersAtAll;
    }

    /** The queries of a portion as Elasticsearch takes them, and why it cannot take the others. */
    record Translations(Map<RuleQuery, JsonObject> queries, Map<RuleQuery, String> refused) {
        Translated of(Ask ask) {
            List<RuleQuery> all = ask.rule().queries();
            return new Translated(of(all.getFirst()), all.size() == 1 ? null : of(all.getLast()));
        }

        private JsonObject of(RuleQuery query) {
            return queries.getOrDefault(query, JsonObject.EMPTY_JSON_OBJECT);
        }

        Optional<String> problemOf(Ask ask) {
            return ask.rule().queries().stream()
                    .map(refused::get)
                    .filter(Objects::nonNull)
                    .findFirst();
        }
    }

    /** Each query once, however many windows and groups it is asked of. */
    Translations translate(Stream<Ask> asks, RoundPatience patience) {
        Map<RuleQuery, Instant> latestDue = new LinkedHashMap<>();
        asks.forEach(ask -> ask.rule()
                .queries()
                .forEach(query -> latestDue.merge(query, ask.due(), (one, other) -> one.isAfter(other) ? one : other)));
        Translations translations = new Translations(new HashMap<>(), new HashMap<>());
        latestDue.forEach((query, due) -> {
            try {
                translations.queries().put(query, translate(query, due, patience));
            } catch (Untranslated e) {
                translations.refused().put(query, e.reason());
            }
        });
        return translations;
    }

    /**
     * The query as Elasticsearch takes it.
     *
     * @throws Untranslated with a sentence for people
     */
    JsonObject translate(RuleQuery query, Instant due, RoundPatience patience) {
        try {
            return query.toElasticsearch(
                    query.needsFieldTypes() ? typesOf(query.streamsJoined(), due, patience) : null);
        } catch (BadQuery e) {
            throw new Untranslated("the query cannot be translated: " + e.getMessage());
        }
    }

    private DataView typesOf(String pattern, Instant due, RoundPatience patience) {
        patience.silenceAbout(pattern).ifPresent(reason -> {
            throw new Untranslated(reason);
        });
        try {
            return types.of(pattern, due);
        } catch (FieldTypes.Untold e) {
            throw new Untranslated("the fields' types are not known: " + e.getMessage());
        } catch (IOException e) {
            throw new Untranslated(patience.unansweredAbout(pattern, e, answersAtAll));
        }
    }

    /** A query cannot be translated. */
    static final class Untranslated extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Untranslated(String message) {
            super(message);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
