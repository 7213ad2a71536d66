package dev.tocsin.alert.route;

import dev.tocsin.alert.state.TransitionKind;
import java.time.Instant;
import java.util.List;

/** The id of an intent: the same decision has the same id in every replay, so that it is stored once. */
public final class IntentId {
    private IntentId() {}

    /** @param end of the window that decided it */
    public static String of(String channel, String episodeId, TransitionKind kind, Instant end) {
        return Digest.of(List.of(channel, episodeId, kind.name(), end.toString()));
    }
}
