package dev.tocsin.alert.query;

/**
 * A value that is more frequent among some events than it was before. Text from events: hostile until neutralised.
 *
 * @param with events that have it, among the {@code of} that were looked at
 * @param usualWith events of the time before that have it, among {@code usualOf}
 */
public record Contrast(String field, String value, long with, long of, long usualWith, long usualOf) {
    /** Fewer events say nothing, neither those that are judged nor those they are held against. */
    static final int LEAST_EVENTS = 10;

    private static final double LEAST_SHARE = 0.3;
    private static final double LEAST_RISE = 0.25;
    private static final double LEAST_LIFT = 1.5;

    /** In standard errors. Many fields are looked at, and events come in bursts: what is as common as chance is not told. */
    private static final double LEAST_CERTAINTY = 4;

    double share() {
        return (double) with / of;
    }

    double usualShare() {
        return (double) usualWith / usualOf;
    }

    double rise() {
        return share() - usualShare();
    }

    /** Whether a person may be told that it differs. */
    boolean isTelling() {
        return of >= LEAST_EVENTS
                && usualOf >= LEAST_EVENTS
                && share() >= LEAST_SHARE
                && rise() >= LEAST_RISE
                && share() >= LEAST_LIFT * usualShare()
                && certainty() >= LEAST_CERTAINTY;
    }

    /** How far the two shares are apart, if all events were drawn from one urn. */
    private double certainty() {
        double inAll = (double) (with + usualWith) / (of + usualOf);
        return rise() / Math.sqrt(inAll * (1 - inAll) * (1.0 / of + 1.0 / usualOf));
    }
}
