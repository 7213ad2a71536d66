package dev.tocsin.alert.state;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A time in which an alert fired, read from its steps; pure. That a rule could not be evaluated is none: it is a matter of a
 * clock.
 *
 * @param id that its last step had
 * @param begin end of the window that began it; {@link Instant#MIN} if it fired before the first step that is known
 * @param end of the window that ended it; null while it goes on
 * @param worst severity that it had; null for none
 */
record Episode(
        Track track,
        String id,
        Instant begin,
        @Nullable Instant end,
        @Nullable Severity worst,
        List<Transition> steps) {
    /** A group can fire and lack all events at different times: two things that follow each other. */
    record Track(GroupKey group, boolean isNoData) {
        static Track of(AlertState state) {
            return new Track(state.group(), state.status() == AlertStatus.NO_DATA);
        }
    }

    Episode {
        steps = List.copyOf(steps);
    }

    boolean isOpen() {
        return end == null;
    }

    boolean overlaps(Episode other) {
        return track.equals(other.track)
                && (other.end == null || begin.isBefore(other.end))
                && (end == null || other.begin.isBefore(end));
    }

    boolean isWorseThan(Collection<Episode> others) {
        return others.stream().allMatch(other -> isWorse(worst, other.worst));
    }

    static boolean isWorse(@Nullable Severity one, @Nullable Severity other) {
        return one != null && (other == null || one.compareTo(other) > 0);
    }

    /** What tells those of its beginning who never heard of it: it fired before its first step, and is worse now. */
    Optional<Transition> beginning() {
        return begin.equals(Instant.MIN)
                ? steps.stream()
                        .filter(step -> step.kind() == TransitionKind.ESCALATED)
                        .filter(step -> step.severity() == worst)
                        .findFirst()
                        .map(Transition::asBeginning)
                : Optional.empty();
    }

    Episode named(String name) {
        return new Episode(track, name, begin, end, worst, steps);
    }

    private Episode with(Transition step, boolean ends) {
        List<Transition> more = new ArrayList<>(steps);
        more.add(step);
        Severity now = isWorse(step.severity(), worst) ? step.severity() : worst;
        return new Episode(track, step.episodeId(), begin, ends ? step.at() : null, now, more);
    }

    /**
     * In the order in which they began.
     *
     * @param alerts as they were before the first step
     */
    static List<Episode> of(List<AlertState> alerts, List<Transition> steps) {
        List<Episode> all = new ArrayList<>();
        Map<Track, Integer> open = new HashMap<>();
        for (AlertState state : alerts) {
            if (state.isShownFiring()) {
                open.put(Track.of(state), all.size());
                all.add(new Episode(Track.of(state), state.episode(), Instant.MIN, null, state.severity(), List.of()));
            }
        }
        for (Transition step : steps) {
            if (step.kind() == TransitionKind.ERROR || step.from() == AlertStatus.ERROR) {
                continue;
            }
            Track firing = new Track(step.group(), false);
            switch (step.kind()) {
                case FIRED, NO_DATA -> {
                    Track track = new Track(step.group(), step.kind() == TransitionKind.NO_DATA);
                    open.put(track, all.size());
                    all.add(new Episode(track, step.episodeId(), step.at(), null, step.severity(), List.of(step)));
                }
                case ESCALATED, DEESCALATED, RECOVERING, RELAPSED -> add(all, open.get(firing), step, false);
                case RESOLVED, EXPIRED ->
                    add(all, open.remove(new Track(step.group(), step.from() == AlertStatus.NO_DATA)), step, true);
                case PENDING, PENDING_DROPPED, EVENT, ERROR -> {}
            }
        }
        return all;
    }

    private static void add(List<Episode> all, @Nullable Integer place, Transition step, boolean ends) {
        if (place != null) {
            all.set(place, all.get(place).with(step, ends));
        }
    }
}
