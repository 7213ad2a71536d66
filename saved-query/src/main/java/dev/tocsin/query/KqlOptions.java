package dev.tocsin.query;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Kibana's settings that change what a query means. {@link #DEFAULT} is what Discover uses: leading wildcards allowed, no
 * time zone, wildcards in Lucene queries analysed.
 *
 * @param allowLeadingWildcards whether a value may start with {@code *}
 * @param dateFormatTZ zone for dates without one; null leaves them to Elasticsearch, which takes UTC
 * @param caseInsensitive whether values of keyword fields match in any case
 * @param nestedIgnoreUnmapped whether an index without the nested object simply does not match
 * @param filtersInMustClause whether {@code and} becomes {@code must}, which scores, in place of {@code filter}
 * @param ignoreFilterIfFieldNotInIndex whether a filter on a field that the data view lacks is left out
 * @param queryStringOptions what is added to the {@code query_string} of a Lucene query
 */
public record KqlOptions(
        boolean allowLeadingWildcards,
        @Nullable String dateFormatTZ,
        boolean caseInsensitive,
        boolean nestedIgnoreUnmapped,
        boolean filtersInMustClause,
        boolean ignoreFilterIfFieldNotInIndex,
        JsonObject queryStringOptions) {
    private static final JsonObject ANALYZE_WILDCARD =
            Clause.JSON.createObjectBuilder().add("analyze_wildcard", true).build();

    public static final KqlOptions DEFAULT = new KqlOptions(true, null, false, false, false, false, ANALYZE_WILDCARD);

    public KqlOptions {
        if (dateFormatTZ != null) {
            try {
                ZoneId.of(dateFormatTZ);
            } catch (DateTimeException e) {
                throw QueryException.of(
                        "dateFormatTZ is not a time zone: " + dateFormatTZ, "For example Europe/Berlin.");
            }
        }
    }

    /**
     * Reads the settings by the names of the components; what is missing is as in {@link #DEFAULT}, other keys are other
     * parts of Kibana's settings and left alone. {@code "Browser"} as a zone means none: there is no browser here.
     */
    public static KqlOptions fromJson(JsonObject config) {
        String zone = config.get("dateFormatTZ") instanceof JsonString given ? given.getString() : null;
        return new KqlOptions(
                flag(config, "allowLeadingWildcards", true),
                "Browser".equals(zone) ? null : zone,
                flag(config, "caseInsensitive", false),
                flag(config, "nestedIgnoreUnmapped", false),
                flag(config, "filtersInMustClause", false),
                flag(config, "ignoreFilterIfFieldNotInIndex", false),
                config.get("queryStringOptions") instanceof JsonObject given ? given : ANALYZE_WILDCARD);
    }

    /** The same with a zone for dates that carry none. */
    public KqlOptions withTimeZone(String zone) {
        return new KqlOptions(
                allowLeadingWildcards,
                zone,
                caseInsensitive,
                nestedIgnoreUnmapped,
                filtersInMustClause,
                ignoreFilterIfFieldNotInIndex,
                queryStringOptions);
    }

    private static boolean flag(JsonObject config, String key, boolean otherwise) {
        return switch (config.getOrDefault(key, JsonValue.NULL).getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            case NULL -> otherwise;
            case ARRAY, OBJECT, STRING, NUMBER ->
                throw QueryException.of("%s is true or false, not %s".formatted(key, config.get(key)), null);
        };
    }
}
