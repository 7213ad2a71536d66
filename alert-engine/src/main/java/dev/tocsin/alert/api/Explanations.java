package dev.tocsin.alert.api;

import dev.tocsin.alert.rule.Rule;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;

/** Why a rule fired at a time, or did not. */
public interface Explanations {
    /**
     * The window that ended last at this time: what was seen in it, decided and told, what suppressed it, and what the same
     * search finds now.
     *
     * @throws IOException if the history cannot be read
     */
    JsonObject explain(Rule rule, Instant at) throws IOException;
}
