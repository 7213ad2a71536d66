package dev.tocsin.alert.query;

import jakarta.json.JsonObject;

/**
 * A window's search as it is sent.
 *
 * @param indices where it looks, joined by commas
 * @param body what it asks
 */
public record SentSearch(String indices, JsonObject body) {}
