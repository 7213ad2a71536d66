package dev.tocsin.alert.query;

import jakarta.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A rule's queries as Elasticsearch takes them.
 *
 * @param part the second query of a ratio; null for all others
 */
record Translated(JsonObject query, @Nullable JsonObject part) {}
