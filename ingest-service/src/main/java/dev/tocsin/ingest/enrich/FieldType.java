package dev.tocsin.ingest.enrich;

/**
 * What a known field is in Elasticsearch. The index templates map {@link EcsFields} by it:
 *
 * <ul>
 *   <li>{@code KEYWORD}: keyword with an {@code ignore_above} of at most 8191, or a longer value is refused by Lucene
 *   <li>{@code TEXT}: full text, any length
 *   <li>{@code LONG}, {@code DOUBLE}, {@code BOOLEAN}: written as JSON numbers and booleans, always in range
 *   <li>{@code DATE}: written as {@code 2026-11-23T01:43:11.180704903Z}, 0 to 9 digits of a second, years 1970 to 2261
 *   <li>{@code IP}: IPv4 or IPv6 literal without zone
 * </ul>
 */
public enum FieldType {
    KEYWORD,
    TEXT,
    LONG,
    DOUBLE,
    BOOLEAN,
    DATE,
    IP;

    /** Whether any text fits. */
    boolean isText() {
        return this == KEYWORD || this == TEXT;
    }

    /** Whether it is written with quotes. */
    boolean isQuoted() {
        return isText() || this == DATE || this == IP;
    }
}
