package dev.tocsin.alert;

import dev.tocsin.alert.notify.Message;
import dev.tocsin.alert.notify.MessageComposer;
import dev.tocsin.alert.notify.OutboxEntry;
import dev.tocsin.alert.notify.slack.SlackRenderer;
import dev.tocsin.alert.query.RoundPatience;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.route.AlertNotice;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Router;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.state.Flap;
import dev.tocsin.alert.state.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decisions to the messages that people would get, by the cycle's own telling, the router, the composer and the renderer;
 * without an outbox. Who heard of an episode's beginning hears of its end, as the outbox has it; of an alert that flaps people
 * hear when it holds still. Without a channel the
 * messages are there all the same, for nobody.
 */
final class Told {
    private final Router router;
    private final SlackRenderer renderer;
    private final Telling telling;
    private final List<Notice> heard = new ArrayList<>();
    private final Map<String, Set<String>> channelsOf = new HashMap<>();
    private final Map<String, AlertNotice> breachOf = new HashMap<>();
    private final Map<GroupKey, Notice> untold = new LinkedHashMap<>();

    Told(WindowQueries queries, Router router, SlackRenderer renderer) {
        this.router = router;
        this.renderer = renderer;
        this.telling = new Telling(queries, this::listen);
    }

    private record Notice(AlertNotice notice, String way, List<NotificationIntent> intents) {}

    private List<NotificationIntent> listen(AlertNotice notice, List<String> channels, Instant now, boolean held) {
        List<NotificationIntent> intents = router.intentsFor(notice, channels, now, held);
        if (Router.pages(notice.kind())) {
            heard.add(new Notice(notice, router.wayOf(notice, channels), intents));
        }
        return intents;
    }

    /** @param isFlapping after the decision */
    List<BacktestMessage> of(
            Decision decision, Predicate<GroupKey> isShown, Predicate<GroupKey> isFlapping, Instant now) {
        heard.clear();
        telling.intents(List.of(decision), new RoundPatience(), now);
        Map<Reach, List<OutboxEntry>> entries = new LinkedHashMap<>();
        List<Notice> told = new ArrayList<>(
                heard.stream().filter(one -> !isHeldBack(one, isFlapping)).toList());
        List.copyOf(untold.keySet()).stream()
                .filter(group -> !isFlapping.test(group))
                .forEach(group -> told.add(Objects.requireNonNull(untold.remove(group))));
        for (Notice one : told) {
            if (isShown.test(one.notice().group())) {
                entries.computeIfAbsent(reachOf(one), _ -> new ArrayList<>()).add(entry(one.notice(), now));
            }
        }
        List<BacktestMessage> messages = new ArrayList<>();
        entries.forEach((reach, ofThem) -> {
            for (Message message : new MessageComposer().compose(ofThem)) {
                String slack = renderer.render(message).json();
                messages.add(new BacktestMessage(now, List.copyOf(reach.channels()), reach.way(), slack));
            }
        });
        return messages;
    }

    /** Since the alert flaps: the newest of what is not told waits, and the end of what was not told is not told either. */
    private boolean isHeldBack(Notice one, Predicate<GroupKey> isFlapping) {
        AlertNotice notice = one.notice();
        Flap flap = notice.flapping();
        if (flap == null || flap.told() || !isFlapping.test(notice.group())) {
            return false;
        }
        if (notice.kind() == TransitionKind.RESOLVED) {
            untold.remove(notice.group());
            return !breachOf.containsKey(notice.episodeId());
        }
        untold.put(notice.group(), one);
        return true;
    }

    private record Reach(Set<String> channels, String way) {}

    private Reach reachOf(Notice one) {
        Set<String> channels = new LinkedHashSet<>();
        one.intents().forEach(intent -> channels.add(intent.channel()));
        String episode = one.notice().episodeId();
        if (one.notice().kind() == TransitionKind.RESOLVED) {
            Set<String> before = channelsOf.getOrDefault(episode, Set.of());
            return before.isEmpty() || before.equals(channels)
                    ? new Reach(channels, one.way())
                    : new Reach(before, "they heard of its beginning");
        }
        channelsOf.computeIfAbsent(episode, _ -> new LinkedHashSet<>()).addAll(channels);
        return new Reach(channels, one.way());
    }

    private OutboxEntry entry(AlertNotice notice, Instant now) {
        NotificationIntent intent =
                new NotificationIntent(notice.episodeId() + "|" + notice.kind(), "", notice.rule(), now, false, notice);
        boolean isEnd = notice.kind() == TransitionKind.RESOLVED;
        AlertNotice breach = isEnd ? breachOf.remove(notice.episodeId()) : null;
        if (!isEnd) {
            breachOf.put(notice.episodeId(), notice);
        }
        return new OutboxEntry(intent, Duration.ZERO, false, breach, breach != null);
    }
}
