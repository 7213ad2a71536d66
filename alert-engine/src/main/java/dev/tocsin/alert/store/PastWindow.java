package dev.tocsin.alert.store;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Instant;

/**
 * A window that was decided, as long as it may be decided again.
 *
 * @param hits events that it had; {@link #NO_DATA} if the streams had none at all
 * @param revision how often it was decided again
 * @param record digest of what was written down of it: if it is the same, nothing is written down anew
 */
public record PastWindow(Instant end, long hits, int revision, String record) {
    public static final long NO_DATA = -1;
    private static final JsonProvider JSON = JsonProvider.provider();

    public static PastWindow of(Instant end, long hits, int revision, JsonObject record) {
        JsonObjectBuilder said = JSON.createObjectBuilder(record).remove("window");
        return new PastWindow(end, hits, revision, TextDigest.of(said.build().toString()));
    }

    /** Events that it has and had not: there may be more, or any at all. */
    public long lateAmong(long found) {
        return Math.max(0, found - Math.max(0, hits));
    }
}
