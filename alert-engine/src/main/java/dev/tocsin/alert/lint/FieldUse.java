package dev.tocsin.alert.lint;

/**
 * A field that a query asks for, and how.
 *
 * @param name as Elasticsearch knows it
 */
record FieldUse(String name, How how) {
    /** What the clause does with the field's values. */
    enum How {
        /** Compares with a value as it is. */
        TERM,
        /** Compares with a text: words where the field is a text. */
        MATCH,
        RANGE,
        WILDCARD,
        EXISTS
    }
}
