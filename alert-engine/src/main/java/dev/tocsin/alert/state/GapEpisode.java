package dev.tocsin.alert.state;

import java.time.Instant;

/** The episode of a notice that windows were given up: about no alert, over as it is told, and never resolved. */
public final class GapEpisode {
    private static final String GAP = "|gap";

    private GapEpisode() {}

    /** @param upTo the end of the last window that was given up */
    public static String id(String rule, Instant upTo) {
        return rule + "||" + upTo + GAP;
    }

    /** Whether a step of this kind and episode is such a notice; other episodes end in a time. */
    public static boolean isToldBy(TransitionKind kind, String episodeId) {
        return kind == TransitionKind.ERROR && episodeId.endsWith(GAP);
    }
}
