package dev.tocsin.alert.state;

import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.state.Episode.Track;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is different once windows were decided again, because events of them came late; pure. Trouble of a group that overlaps
 * with what people know of is that trouble, and goes by the name that they know: they are not told of it again. They are
 * told of what is new, of what is worse or over, and of what fires still although they were told that it is over. Nothing is
 * unsaid.
 *
 * @param steps all that is decided now, by the names that people know
 * @param alerts as they are now, by these names
 * @param news what people are to be told, in order; of a new episode all steps
 * @param vanished beginnings of episodes that are over, and that there would not have been
 * @param gone names of all episodes of which people were told and that there are not, now or at an earlier look
 */
public record LateChanges(
        List<Transition> steps,
        List<AlertState> alerts,
        List<Transition> news,
        List<Transition> vanished,
        Set<String> gone) {
    public LateChanges {
        steps = List.copyOf(steps);
        alerts = List.copyOf(alerts);
        news = List.copyOf(news);
        vanished = List.copyOf(vanished);
        gone = Set.copyOf(gone);
    }

    /**
     * What was decided of some windows.
     *
     * @param steps in order
     * @param alerts behind the last window
     */
    public record Decided(List<Transition> steps, List<AlertState> alerts) {}

    /**
     * @param start alerts before the first of the windows
     * @param last of the windows
     * @param isCounted whether every event is told, and not only that a value was found
     * @param gone as an earlier comparison said
     */
    public static LateChanges between(
            String rule,
            List<AlertState> start,
            Decided before,
            Decided after,
            Window last,
            boolean isCounted,
            Set<String> gone) {
        return new Comparison(rule, start, before, after, last, gone).run(isCounted);
    }

    private static final class Comparison {
        private final String rule;
        private final Decided before;
        private final Decided after;
        private final Window last;
        private final Map<Track, List<Episode>> known;
        private final Map<Track, List<Episode>> found;
        private final Map<Track, AlertState> told = new HashMap<>();
        private final Map<Track, AlertState> firing = new HashMap<>();
        private final EpisodeNames names = new EpisodeNames();
        private final Map<Episode, String> nameOf = new HashMap<>();
        private final List<Transition> news = new ArrayList<>();
        private final List<Transition> vanished = new ArrayList<>();
        private final Set<String> gone;

        Comparison(String rule, List<AlertState> start, Decided before, Decided after, Window last, Set<String> gone) {
            this.rule = rule;
            this.before = before;
            this.after = after;
            this.last = last;
            this.gone = new HashSet<>(gone);
            before.alerts().stream()
                    .filter(AlertState::isShownFiring)
                    .forEach(state -> told.put(Track.of(state), state));
            after.alerts().stream()
                    .filter(AlertState::isShownFiring)
                    .forEach(state -> firing.put(Track.of(state), state));
            this.known = byTrack(Episode.of(start, before.steps()).stream()
                    .map(this::byStoredName)
                    .toList());
            this.found = byTrack(Episode.of(start, after.steps()));
            start.stream()
                    .filter(AlertState::isShownFiring)
                    .map(AlertState::episode)
                    .forEach(names::use);
            before.steps().stream()
                    .filter(step -> isToldOf(step.kind()))
                    .map(Transition::episodeId)
                    .forEach(names::use);
            known.values().forEach(episodes -> episodes.forEach(episode -> names.use(episode.id())));
            gone.forEach(names::use);
        }

        private static Map<Track, List<Episode>> byTrack(List<Episode> episodes) {
            return episodes.stream()
                    .collect(Collectors.groupingBy(Episode::track, LinkedHashMap::new, Collectors.toList()));
        }

        private static List<Episode> like(Episode episode, Map<Track, List<Episode>> others) {
            return others.getOrDefault(episode.track(), List.of()).stream()
                    .filter(episode::overlaps)
                    .toList();
        }

        private static boolean isToldOf(TransitionKind kind) {
            return kind != TransitionKind.PENDING && kind != TransitionKind.PENDING_DROPPED;
        }

        /** What goes on is called what its row calls it: it may have got another name since it began. */
        private Episode byStoredName(Episode episode) {
            AlertState row = told.get(episode.track());
            return episode.isOpen() && row != null ? episode.named(row.episode()) : episode;
        }

        LateChanges run(boolean isCounted) {
            found.values().stream().flatMap(List::stream).forEach(episode -> {
                List<Episode> same = like(episode, known);
                if (same.isEmpty() && !episode.isOpen() && gone.contains(episode.id())) {
                    // It is back, and over: people have heard both.
                    nameOf.put(episode, episode.id());
                } else if (same.isEmpty()) {
                    tellAs(episode, names.unused(episode.id()));
                } else if (episode.isOpen()) {
                    goesOn(episode, same);
                } else {
                    isOver(episode, same);
                }
            });
            known.values().stream()
                    .flatMap(List::stream)
                    .filter(episode -> like(episode, found).isEmpty())
                    .forEach(this::vanish);
            tellEvents(isCounted);
            return new LateChanges(steps(), alerts(), news, vanished, gone);
        }

        private void tellAs(Episode episode, String name) {
            nameOf.put(episode, name);
            episode.beginning().ifPresent(step -> news.add(step.of(name)));
            episode.steps().forEach(step -> news.add(step.of(name)));
        }

        private void goesOn(Episode episode, List<Episode> same) {
            AlertState state = Objects.requireNonNull(firing.get(episode.track()), "what is open fires");
            Episode open = same.stream().filter(Episode::isOpen).findFirst().orElse(null);
            if (open == null) {
                String name = names.unused(episode.id());
                nameOf.put(episode, name);
                news.add(step(state, beginning(state), name, "with them it is not over"));
                return;
            }
            nameOf.put(episode, open.id());
            AlertState row = told.get(open.track());
            if (row != null && row.severity() != state.severity()) {
                boolean isWorse = Episode.isWorse(state.severity(), row.severity());
                news.add(step(
                        state,
                        isWorse ? TransitionKind.ESCALATED : TransitionKind.DEESCALATED,
                        open.id(),
                        isWorse ? "with them it is worse" : "with them it is less"));
            }
        }

        private static TransitionKind beginning(AlertState state) {
            return state.status() == AlertStatus.NO_DATA ? TransitionKind.NO_DATA : TransitionKind.FIRED;
        }

        private void isOver(Episode episode, List<Episode> same) {
            Episode open = same.stream().filter(Episode::isOpen).findFirst().orElse(null);
            if (open == null) {
                if (episode.isWorseThan(same)) {
                    tellAs(episode, names.unused(episode.id()));
                } else {
                    nameOf.put(episode, same.getLast().id());
                }
                return;
            }
            nameOf.put(episode, open.id());
            if (like(open, found).getLast().equals(episode)) {
                news.add(episode.steps().getLast().of(open.id()));
            }
        }

        private void vanish(Episode episode) {
            gone.add(episode.id());
            AlertState row = told.get(episode.track());
            if (!episode.isOpen()) {
                vanished.add(episode.steps().getFirst());
            } else if (row != null) {
                news.add(step(row, TransitionKind.RESOLVED, episode.id(), "with them it does not fire"));
            }
        }

        private Transition step(AlertState state, TransitionKind kind, String name, String reason) {
            boolean begins = kind == TransitionKind.FIRED || kind == TransitionKind.NO_DATA;
            Judgement judged = kind == TransitionKind.RESOLVED ? null : state.judged();
            return new Transition(
                    rule,
                    state.version(),
                    state.group(),
                    last,
                    kind,
                    begins ? AlertStatus.NORMAL : state.status(),
                    kind == TransitionKind.RESOLVED ? AlertStatus.NORMAL : state.status(),
                    name,
                    state.begun(),
                    state.severity(),
                    judged == null ? null : judged.value(),
                    judged == null ? null : judged.threshold(),
                    reason,
                    null);
        }

        private void tellEvents(boolean isCounted) {
            Map<Event, Transition> told = events(before.steps()).stream()
                    .collect(Collectors.toMap(Event::of, step -> step, (_, later) -> later));
            Map<Event, Transition> now = events(after.steps()).stream()
                    .collect(Collectors.toMap(Event::of, step -> step, (_, later) -> later, LinkedHashMap::new));
            // A value that was told is not told again because the window in which it came first is another one.
            Map<GroupKey, Integer> elsewhere = new HashMap<>();
            told.keySet().stream()
                    .filter(event -> !isCounted && !now.containsKey(event))
                    .forEach(event -> elsewhere.merge(event.group(), 1, Integer::sum));
            now.forEach((event, step) -> {
                Transition same = told.get(event);
                if (same == null) {
                    if (elsewhere.merge(event.group(), -1, Integer::sum) < 0) {
                        news.add(step);
                    }
                } else if (isCounted && valueOf(step) > valueOf(same)) {
                    news.add(step.events(valueOf(step) - valueOf(same)));
                }
            });
        }

        private record Event(GroupKey group, Instant end) {
            static Event of(Transition step) {
                return new Event(step.group(), step.at());
            }
        }

        private static List<Transition> events(List<Transition> steps) {
            return steps.stream()
                    .filter(step -> step.kind() == TransitionKind.EVENT)
                    .toList();
        }

        private static double valueOf(Transition step) {
            return step.value() == null ? 0 : step.value();
        }

        private List<Transition> steps() {
            Map<Transition, String> renamed = new HashMap<>();
            nameOf.forEach((episode, name) -> episode.steps().forEach(step -> renamed.put(step, name)));
            return after.steps().stream()
                    .map(step -> renamed.containsKey(step) ? step.of(renamed.get(step)) : step)
                    .toList();
        }

        private List<AlertState> alerts() {
            Map<Track, String> open = new HashMap<>();
            nameOf.forEach((episode, name) -> {
                if (episode.isOpen()) {
                    open.put(episode.track(), name);
                }
            });
            return after.alerts().stream()
                    .map(state -> {
                        if (state.isShownFiring()) {
                            return state.ofEpisode(open.getOrDefault(Track.of(state), state.episode()));
                        }
                        return state.status() == AlertStatus.PENDING
                                ? state.ofEpisode(names.unused(state.episode()))
                                : state;
                    })
                    .toList();
        }
    }
}
