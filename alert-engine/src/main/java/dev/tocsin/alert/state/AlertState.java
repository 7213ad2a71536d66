package dev.tocsin.alert.state;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where one alert stands. All times are window ends.
 *
 * @param version of the rule that judged it last
 * @param severity of the episode; null without one
 * @param since when the condition first held in this episode; null without one
 * @param timerFrom what {@code for} (PENDING) or {@code keepFiringFor} (RECOVERING) is measured from: moves on by every
 *     span that was not decided, and by hours that a calendar leaves out; null in other states
 * @param episodeId null without an episode
 * @param lastSeen end of the last window with an event of the group, later by hours that a calendar left out since, for a
 *     calm one by every span that was given up, too; null if there never was one
 * @param judged what the last decided window said; null while calm, and if there was no value
 * @param flaps when it changed between firing and not firing, as far as that counts
 */
public record AlertState(
        GroupKey group,
        String version,
        AlertStatus status,
        @Nullable Severity severity,
        @Nullable Instant since,
        @Nullable Instant timerFrom,
        @Nullable String episodeId,
        @Nullable Instant lastSeen,
        @Nullable Judgement judged,
        FlapHistory flaps) {
    /** A group of which nothing is remembered. */
    public static AlertState unknown(GroupKey group, String version) {
        return new AlertState(group, version, AlertStatus.NORMAL, null, null, null, null, null, null, FlapHistory.NONE);
    }

    /** A calm group. */
    public static AlertState normal(GroupKey group, String version, @Nullable Instant lastSeen) {
        return unknown(group, version).seenAt(lastSeen);
    }

    public boolean isNormal() {
        return status == AlertStatus.NORMAL;
    }

    /** Nobody looked for so long: that is no time in which the group was not seen. */
    public AlertState notLookedAtFor(Duration span) {
        return lastSeen == null ? this : seenAt(lastSeen.plus(span));
    }

    /** Windows were given up for so long: nor are they evaluations that changed nothing. */
    public AlertState givenUpFor(Duration span) {
        return notLookedAtFor(span).withFlaps(flaps.notLookedAtFor(span));
    }

    /** Nobody was meant to look for so long: nor is it time that was waited. */
    public AlertState afterClosedHours(Duration span) {
        AlertState seen = notLookedAtFor(span);
        return timerFrom == null ? seen : seen.withTimerFrom(timerFrom.plus(span));
    }

    /** Calm, with what is remembered of it; of another version of the rule that is when it was seen. */
    public AlertState calm(String newVersion) {
        return normal(group, newVersion, lastSeen).withFlaps(version.equals(newVersion) ? flaps : FlapHistory.NONE);
    }

    /** Calm, of a window that saw it and did not judge it. */
    public AlertState calmAndSeen(String newVersion, Instant end) {
        return calm(newVersion).seenAt(end);
    }

    /** Whether it fires, for who counts how often that changes. That a rule cannot be evaluated says nothing of the alert. */
    boolean isShownFiring() {
        return status.isFiring() && status != AlertStatus.ERROR;
    }

    AlertState withFlaps(FlapHistory history) {
        return new AlertState(group, version, status, severity, since, timerFrom, episodeId, lastSeen, judged, history);
    }

    AlertState seenAt(@Nullable Instant end) {
        return new AlertState(group, version, status, severity, since, timerFrom, episodeId, end, judged, flaps);
    }

    AlertState ofEpisode(String id) {
        return new AlertState(group, version, status, severity, since, timerFrom, id, lastSeen, judged, flaps);
    }

    AlertState ofVersion(String newVersion) {
        return new AlertState(
                group, newVersion, status, severity, since, timerFrom, episodeId, lastSeen, judged, flaps);
    }

    AlertState withTimerFrom(@Nullable Instant newTimer) {
        return new AlertState(group, version, status, severity, since, newTimer, episodeId, lastSeen, judged, flaps);
    }

    AlertState withSeverity(@Nullable Severity newSeverity) {
        return new AlertState(
                group, version, status, newSeverity, since, timerFrom, episodeId, lastSeen, judged, flaps);
    }

    AlertState to(AlertStatus newStatus, @Nullable Instant newTimer) {
        return new AlertState(group, version, newStatus, severity, since, newTimer, episodeId, lastSeen, judged, flaps);
    }

    AlertState judgedBy(Judgement judgement) {
        return new AlertState(
                group, version, status, severity, since, timerFrom, episodeId, lastSeen, judgement, flaps);
    }

    /** For states that have an episode. */
    Instant begun() {
        return Optional.ofNullable(since).orElseThrow(() -> new IllegalStateException(status + " without a beginning"));
    }

    String episode() {
        return Optional.ofNullable(episodeId)
                .orElseThrow(() -> new IllegalStateException(status + " without an episode"));
    }
}
