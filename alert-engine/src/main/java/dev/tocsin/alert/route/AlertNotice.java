package dev.tocsin.alert.route;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Severity;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.state.GapEpisode;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that a renderer needs to tell a transition to people: self-contained, so that delivery reads nothing else and a
 * retry says the same. Stored as JSON in the outbox.
 *
 * @param rule name of the rule
 * @param title for people
 * @param annotations of the rule with the templates ({@code summary}) already filled in
 * @param queryText what the person wrote
 * @param queryLanguage {@code kuery}, {@code lucene} or {@code dsl}
 * @param queryFilters Kibana's filter pills beside the text, a JSON array; missing in what was stored before there were any
 * @param streams index patterns that were searched, joined by commas
 * @param timeField {@code @timestamp} unless the rule says otherwise
 * @param condition in words, such as {@code hits above 10}
 * @param since when the episode began; equals {@code window.end} for a first page without {@code for}
 * @param samples at most three, newest first
 * @param matching for {@link TransitionKind#EVENT}: how many events matched
 * @param lateBy seconds that the page is late because of catch-up; 0 when on time
 * @param flapping of an alert that flaps: null of others, and in what was stored before that was looked for
 * @param differs what its events have in common that such events before had not, the most telling first; none where that is
 *     not known, and in what was stored before that was looked for
 */
public record AlertNotice(
        TransitionKind kind,
        String rule,
        String ruleVersion,
        String title,
        Map<String, String> labels,
        Map<String, String> annotations,
        GroupKey group,
        @Nullable Severity severity,
        @Nullable Double value,
        @Nullable Double threshold,
        String condition,
        String reason,
        Window window,
        Instant since,
        String episodeId,
        String queryText,
        String queryLanguage,
        String queryFilters,
        String streams,
        String timeField,
        List<Sample> samples,
        long matching,
        long lateBySeconds,
        @Nullable Flap flapping,
        List<Difference> differs) {
    public AlertNotice {
        queryFilters = Objects.requireNonNullElse(queryFilters, "[]");
        differs = List.copyOf(Objects.requireNonNullElse(differs, List.of()));
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        samples = List.copyOf(samples);
    }

    /** Whether it tells that windows were given up, and is about no alert. */
    public boolean tellsGap() {
        return GapEpisode.isToldBy(kind, episodeId);
    }

    /** The same with what a later window said; how the events of the first one differed is not true of it. */
    public AlertNotice judgedAgain(
            @Nullable Severity level, double newValue, @Nullable Double newThreshold, Window in) {
        return new AlertNotice(
                kind,
                rule,
                ruleVersion,
                title,
                labels,
                annotations,
                group,
                level,
                newValue,
                newThreshold,
                condition,
                reason,
                in,
                since,
                episodeId,
                queryText,
                queryLanguage,
                queryFilters,
                streams,
                timeField,
                samples,
                matching,
                0,
                flapping,
                List.of());
    }

    /** The end of it, of which nobody knows more than that nobody watches it any more. */
    public AlertNotice unwatched(Window last, String why) {
        return new AlertNotice(
                TransitionKind.UNWATCHED,
                rule,
                ruleVersion,
                title,
                labels,
                annotations,
                group,
                severity,
                null,
                null,
                condition,
                why,
                last,
                since,
                episodeId,
                queryText,
                queryLanguage,
                queryFilters,
                streams,
                timeField,
                List.of(),
                0,
                0,
                null,
                List.of());
    }

    /** The same for the events of several windows told at once. */
    public AlertNotice withEvents(Window span, List<Sample> newest, long count) {
        return with(labels, group, span, newest, count, differs);
    }

    /** The same for all groups of the rule: what a message about several of them links to. */
    public AlertNotice acrossGroups(Window span) {
        return with(labels, GroupKey.ALL, span, samples, matching, differs);
    }

    /** The same with other labels of the rule. */
    public AlertNotice labelled(Map<String, String> others) {
        return with(others, group, window, samples, matching, differs);
    }

    /** The same with what is known of how its events differ. */
    public AlertNotice differing(List<Difference> known) {
        return with(labels, group, window, samples, matching, known);
    }

    private AlertNotice with(
            Map<String, String> newLabels,
            GroupKey newGroup,
            Window newWindow,
            List<Sample> newSamples,
            long newMatching,
            List<Difference> newDiffers) {
        return new AlertNotice(
                kind,
                rule,
                ruleVersion,
                title,
                newLabels,
                annotations,
                newGroup,
                severity,
                value,
                threshold,
                condition,
                reason,
                newWindow,
                since,
                episodeId,
                queryText,
                queryLanguage,
                queryFilters,
                streams,
                timeField,
                newSamples,
                newMatching,
                lateBySeconds,
                flapping,
                newDiffers);
    }
}
