package dev.tocsin.query;

import jakarta.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Kibana Query Language: text to a tree, and to the query that Kibana sends to Elasticsearch for it. Held to vectors
 * recorded from Kibana 9; where it deviates on purpose stands in RATIONALE.md. At most {@value KqlParser#MAX_LENGTH}
 * characters and {@value KqlParser#MAX_DEPTH} groups in each other. All methods throw {@link QueryException} only.
 */
public final class Kql {
    private Kql() {}

    public static KqlNode parse(String kql) {
        return KqlParser.parse(kql, true);
    }

    /**
     * The query in Elasticsearch's DSL.
     *
     * @param view the fields and their types; null if they are not known, then every value is matched as text
     */
    public static JsonObject translate(String kql, @Nullable DataView view, KqlOptions options) {
        return new KqlTranslator(view, options).translate(KqlParser.parse(kql, options.allowLeadingWildcards()));
    }

    /** One line of KQL that parses to the same tree: lists unfolded, parentheses and escapes made explicit. */
    public static String print(KqlNode node) {
        return KqlPrinter.print(node);
    }

    /** Sentences about parts that are valid KQL but probably not meant so, as {@code a = 1} or {@code a && b}. */
    public static List<String> doubts(String kql) {
        return Doubts.in(parse(kql));
    }
}
