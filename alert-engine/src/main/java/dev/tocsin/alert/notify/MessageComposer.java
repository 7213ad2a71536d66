package dev.tocsin.alert.notify;

import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Occasion;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.route.Sample;
import dev.tocsin.alert.route.Wording;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds the waiting intents of one channel and group key into as few messages as tell the truth: intents of one episode
 * into one story, stories of one tale into one message. Pure. What is told of one alert stays in order.
 */
public final class MessageComposer {
    private static final int MOST_SAMPLES = 3;

    /** @param entries oldest first */
    public List<Message> compose(List<OutboxEntry> entries) {
        Map<String, List<OutboxEntry>> byEpisode = new LinkedHashMap<>();
        for (OutboxEntry entry : entries) {
            byEpisode
                    .computeIfAbsent(episodeOf(entry.intent().notice()), id -> new ArrayList<>())
                    .add(entry);
        }
        List<Draft> drafts = new ArrayList<>();
        for (List<OutboxEntry> episode : byEpisode.values()) {
            boolean mayBeRepeat = episode.stream().anyMatch(OutboxEntry::mayBeRepeat);
            String triedIn = mayBeRepeat
                    ? episode.stream()
                            .filter(OutboxEntry::mayBeRepeat)
                            .map(OutboxEntry::triedIn)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse("")
                    : "";
            place(new Draft(storyOf(episode), mayBeRepeat, triedIn), drafts);
        }
        return drafts.stream()
                .map(draft -> new Message(draft.tale, draft.stories, draft.mayBeRepeat))
                .toList();
    }

    /** Events have no episode: what one alert collected is one story. */
    private static String episodeOf(AlertNotice notice) {
        return notice.kind() == TransitionKind.EVENT
                ? "event|" + notice.rule() + "|" + notice.group().canonical()
                : notice.episodeId();
    }

    private static void place(Draft next, List<Draft> drafts) {
        Story story = next.stories.getFirst();
        for (int i = drafts.size() - 1; i >= 0; i--) {
            Draft draft = drafts.get(i);
            // A possible repeat keeps to itself: its mark would cast doubt on news that nobody has seen. What was tried
            // as
            // one message stays one, so that it is known again.
            if (draft.tale == next.tale
                    && draft.mayBeRepeat == next.mayBeRepeat
                    && draft.triedIn.equals(next.triedIn)) {
                draft.stories.add(story);
                return;
            }
            if (draft.stories.stream().anyMatch(story::isAboutSameAlert)) {
                break;
            }
        }
        drafts.add(next);
    }

    private static Story storyOf(List<OutboxEntry> episode) {
        List<String> ids = episode.stream().map(entry -> entry.intent().id()).toList();
        OutboxEntry last = episode.getLast();
        AlertNotice notice = last.intent().notice();
        Duration late = episode.stream()
                .map(MessageComposer::latenessOf)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        List<String> remarks = remarksOn(episode);
        // What nobody has heard of yet is told as it began, also if it is recovering by now.
        AlertNotice begun = lastBreachIn(episode);
        AlertNotice told = Router.isStep(notice.kind()) && notice.kind() != TransitionKind.EXPIRED && begun != null
                ? begun
                : notice;
        return switch (told.kind()) {
            case RESOLVED -> {
                AlertNotice breach = begun == null ? last.breach() : begun;
                boolean isOver = breach != null && !last.breachWasTold();
                yield new Story(isOver ? Tale.OVER : Tale.RESOLVED, notice, breach, late, ids);
            }
            case NO_DATA -> new Story(Tale.NO_DATA, told, null, late, ids, remarks);
            case ERROR -> new Story(Tale.ERROR, told, null, late, ids, remarks);
            case EVENT -> new Story(Tale.EVENT, allEventsOf(episode), null, late, ids);
            case RECOVERING -> new Story(Tale.RECOVERING, told, null, late, ids);
            case RELAPSED -> new Story(Tale.RELAPSED, told, null, late, ids);
            case DEESCALATED -> new Story(Tale.EASED, told, null, late, ids);
            case EXPIRED -> new Story(Tale.EXPIRED, told, null, late, ids);
            case UNWATCHED -> new Story(Tale.UNWATCHED, told, begun == null ? last.breach() : begun, late, ids);
            case FIRED, ESCALATED, PENDING, PENDING_DROPPED ->
                new Story(taleOf(episode), told, null, late, ids, remarks);
        };
    }

    /** Of an alert that fires. */
    private static Tale taleOf(List<OutboxEntry> episode) {
        List<NotificationIntent> news = episode.stream()
                .map(OutboxEntry::intent)
                .filter(intent -> intent.occasion().isNews()
                        && !Router.isStep(intent.notice().kind()))
                .toList();
        if (news.isEmpty()) {
            boolean isNewToThem = episode.stream()
                    .anyMatch(entry -> entry.intent().occasion().cause() == Occasion.Cause.UNACKNOWLEDGED);
            return isNewToThem ? Tale.FIRED : Tale.STILL;
        }
        boolean isWorse = news.size() == 1 && news.getFirst().notice().kind() == TransitionKind.ESCALATED;
        return isWorse ? Tale.ESCALATED : Tale.FIRED;
    }

    private static List<String> remarksOn(List<OutboxEntry> episode) {
        Set<String> remarks = new LinkedHashSet<>();
        for (OutboxEntry entry : episode) {
            if (entry.suppressed() != null) {
                Instant since = entry.intent().notice().since();
                remarks.add("It began at " + Wording.time(since) + " and was " + entry.suppressed() + ".");
            }
            if (!entry.intent().occasion().isNews()) {
                remarks.add(entry.intent().occasion().remark());
            }
        }
        return List.copyOf(remarks);
    }

    private static @Nullable AlertNotice lastBreachIn(List<OutboxEntry> episode) {
        return episode.stream()
                .map(entry -> entry.intent().notice())
                .filter(notice -> !Router.isEnd(notice.kind()) && !Router.isStep(notice.kind()))
                .reduce((_, newer) -> newer)
                .orElse(null);
    }

    private static Duration latenessOf(OutboxEntry entry) {
        Duration waited = entry.waited().isNegative() ? Duration.ZERO : entry.waited();
        return waited.plusSeconds(entry.intent().notice().lateBySeconds());
    }

    private static AlertNotice allEventsOf(List<OutboxEntry> entries) {
        List<AlertNotice> notices =
                entries.stream().map(entry -> entry.intent().notice()).toList();
        AlertNotice last = notices.getLast();
        Instant start = notices.stream()
                .map(notice -> notice.window().start())
                .min(Comparator.naturalOrder())
                .orElse(last.window().start());
        Instant end = notices.stream()
                .map(notice -> notice.window().end())
                .max(Comparator.naturalOrder())
                .orElse(last.window().end());
        List<Sample> samples = notices.stream()
                .map(AlertNotice::samples)
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(Sample::at).reversed())
                .limit(MOST_SAMPLES)
                .toList();
        long matching = notices.stream().mapToLong(AlertNotice::matching).sum();
        return last.withEvents(new Window(start, end), samples, matching);
    }

    private static final class Draft {
        private final Tale tale;
        private final boolean mayBeRepeat;
        private final String triedIn;
        private final List<Story> stories;

        private Draft(Story story, boolean mayBeRepeat, String triedIn) {
            this.tale = story.tale();
            this.mayBeRepeat = mayBeRepeat;
            this.triedIn = triedIn;
            this.stories = new ArrayList<>(List.of(story));
        }
    }
}
