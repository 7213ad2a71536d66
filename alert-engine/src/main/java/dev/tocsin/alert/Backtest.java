package dev.tocsin.alert;

import dev.tocsin.alert.channels.ChannelTypes;
import dev.tocsin.alert.evaluate.Evaluator;
import dev.tocsin.alert.notify.ChannelPlaces;
import dev.tocsin.alert.notify.DiscoverLinks;
import dev.tocsin.alert.notify.NotificationConfig;
import dev.tocsin.alert.notify.slack.SlackRenderer;
import dev.tocsin.alert.query.Ask;
import dev.tocsin.alert.query.RoundMemory;
import dev.tocsin.alert.query.RoundPatience;
import dev.tocsin.alert.query.SeenGroups;
import dev.tocsin.alert.query.WindowAnswer;
import dev.tocsin.alert.query.WindowQueries;
import dev.tocsin.alert.rule.Condition;
import dev.tocsin.alert.rule.GroupKey;
import dev.tocsin.alert.rule.Rule;
import dev.tocsin.alert.rule.Window;
import dev.tocsin.alert.schedule.DueWindows;
import dev.tocsin.alert.schedule.FireTimes;
import dev.tocsin.alert.state.AlertState;
import dev.tocsin.alert.state.Transition;
import dev.tocsin.alert.store.Cursor;
import dev.tocsin.elastic.ElasticLink;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule would have done in the past: the same questions, the same decisions and the same words as in a running
 * engine, under a clock that stands at each window's due time. Writes nothing anywhere. Starts calm, as a new rule does.
 * What it does not play: events that came too late, and times at which something was down. For one run.
 */
public final class Backtest {
    /** More would take hours. */
    public static final int MOST_WINDOWS = 100_000;

    private static final int CHUNK = 100;
    private static final int FRUITLESS = 200;

    /** Of a command's heap of 256 MB; half of it is for answers, twice: of those that were asked, and of those asked again. */
    private static final long ROUND_BYTES = 48L << 20;

    private final WindowQueries queries;
    private final Told told;
    private final InstantSource clock;
    private final long roundBytes;
    private final Rule rule;
    private final Map<String, String> only;
    private final Map<GroupKey, AlertState> alerts = new LinkedHashMap<>();
    private final List<BacktestWindow> windows = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final List<BacktestMessage> messages = new ArrayList<>();
    private final List<BacktestReport.Flapping> flapping = new ArrayList<>();
    private Cursor cursor;

    private Backtest(WindowQueries queries, Told told, InstantSource clock, BacktestAsk ask, long roundBytes) {
        this.queries = queries;
        this.told = told;
        this.clock = clock;
        this.roundBytes = roundBytes;
        this.rule = ask.rule();
        this.only = ask.only();
        // As a new rule starts: one that has to know who was there is of no version until it does.
        this.cursor = new Cursor(rule.name(), rule.remembersGroups() ? "" : rule.version(), ask.since(), 0, null);
    }

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Progress {
        void done(int windows, int of);
    }

    /**
     * Evaluates every window that ends after {@code since} and not after {@code until}, as far as it is due by now.
     *
     * @param places who would hear of it
     * @param clock says what is due
     * @throws IllegalArgumentException with a sentence for people if there are more than {@value #MOST_WINDOWS} windows
     */
    public static BacktestReport run(
            BacktestAsk ask, ElasticLink link, ChannelPlaces places, InstantSource clock, Progress progress) {
        return run(ask, link, places, clock, progress, ROUND_BYTES);
    }

    static BacktestReport run(
            BacktestAsk ask,
            ElasticLink link,
            ChannelPlaces places,
            InstantSource clock,
            Progress progress,
            long roundBytes) {
        WindowQueries queries = new WindowQueries(link, clock);
        DiscoverLinks links = new KibanaLinks(places.environment().getOrDefault("KIBANA_URL", ""));
        NotificationConfig channels = NotificationConfig.load(places, ChannelTypes.forReading(links));
        Told told = new Told(queries, channels.router(), new SlackRenderer(links));
        Backtest backtest = new Backtest(queries, told, clock, ask, roundBytes);
        backtest.run(backtest.windowsUpTo(ask.until()), progress);
        return new BacktestReport(
                ask.rule(),
                ask.since(),
                ask.until(),
                backtest.windows,
                backtest.transitions,
                backtest.messages,
                backtest.flapping);
    }

    private List<Window> windowsUpTo(Instant until) {
        Instant due = clock.instant().minus(rule.delay());
        Instant last = until.isBefore(due) ? until : due;
        List<Window> ends = new ArrayList<>();
        Optional<Instant> end = FireTimes.after(rule.schedule(), cursor.lastEnd());
        while (end.isPresent() && !end.get().isAfter(last)) {
            if (ends.size() == MOST_WINDOWS) {
                throw new IllegalArgumentException("there are more than " + MOST_WINDOWS + " windows "
                        + rule.schedule().inWords() + " in that time: take a later --since or an earlier --until");
            }
            ends.add(new Window(end.get().minus(rule.window()), end.get()));
            end = FireTimes.after(rule.schedule(), end.get());
        }
        return ends;
    }

    private void run(List<Window> all, Progress progress) {
        int fruitless = 0;
        int done = 0;
        while (done < all.size() && fruitless < FRUITLESS) {
            Map<Window, WindowAnswer> answers = answers(all.subList(done, Math.min(done + CHUNK, all.size())));
            if (answers.isEmpty()) {
                throw new IllegalStateException("there was no memory for even one window");
            }
            answers.forEach(this::decide);
            boolean isFruitless = windows.subList(done, windows.size()).stream()
                    .allMatch(window -> window.sight() == BacktestWindow.Sight.UNDECIDED);
            fruitless = isFruitless ? fruitless + answers.size() : 0;
            done += answers.size();
            progress.done(done, all.size());
        }
        all.subList(done, all.size())
                .forEach(window -> undecided(window, "not asked any more, after so many without an answer"));
    }

    /**
     * To as many of the first windows as there is memory for, and at least to one. What could not be decided is asked once
     * more, each alone: as the engine does.
     */
    private Map<Window, WindowAnswer> answers(List<Window> chunk) {
        Map<Window, WindowAnswer> answers = answers(chunk, false);
        List<Window> again = answers.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof WindowAnswer.Undecided)
                .map(Map.Entry::getKey)
                .toList();
        if (again.isEmpty() || again.size() == chunk.size()) {
            return answers;
        }
        Map<Window, WindowAnswer> second = answers(again, true);
        answers.putAll(second);
        if (second.size() < again.size()) {
            Window unasked = again.get(second.size());
            answers.keySet().retainAll(chunk.subList(0, chunk.indexOf(unasked)));
        }
        return answers;
    }

    /** In order, without those for which there was no memory. */
    private Map<Window, WindowAnswer> answers(List<Window> asked, boolean isAlone) {
        Map<Ask, WindowAnswer> answers = queries.answer(
                asked.stream().map(window -> new Ask(rule, window, isAlone)).toList(),
                new RoundMemory(roundBytes),
                new RoundPatience());
        Map<Window, WindowAnswer> first = new LinkedHashMap<>();
        for (Window window : asked) {
            WindowAnswer answer = answers.get(new Ask(rule, window, isAlone));
            if (answer == null) {
                break;
            }
            first.put(window, answer);
        }
        return first;
    }

    private void decide(Window window, WindowAnswer answer) {
        Turn turn = turn(new DueWindows(null, List.of(window), true));
        @Nullable
        SeenGroups seen = turn.needsSeenGroups() ? queries.seenGroups(rule, turn.seenSpan(), new RoundMemory()) : null;
        Instant now = window.end().plus(rule.delay());
        Decision decision =
                Decider.decide(turn, Map.of(turn.ask(window), answer), seen, true, now, CycleSettings.STANDARD);
        if (decision.failure() != null) {
            undecided(window, decision.failure().reason());
            return;
        }
        note(window, answer);
        keep(decision);
        messages.addAll(told.of(decision, this::isShown, this::isFlapping, now));
    }

    /** The window is passed as one that is given up: it neither fulfils nor resets what is waited for. */
    private void undecided(Window window, String reason) {
        windows.add(new BacktestWindow(window, BacktestWindow.Sight.UNDECIDED, null, reason));
        DueWindows.Gap gap = new DueWindows.Gap(cursor.lastEnd(), window.end());
        keep(Decider.decide(
                turn(new DueWindows(gap, List.of(), true)),
                Map.of(),
                null,
                true,
                window.end().plus(rule.delay()),
                CycleSettings.STANDARD));
    }

    private Turn turn(DueWindows due) {
        return new Turn(rule, cursor, due, List.copyOf(alerts.values()), List.of());
    }

    private void keep(Decision decision) {
        Set<GroupKey> touched = new LinkedHashSet<>(decision.forgotten());
        decision.changed().forEach(state -> touched.add(state.group()));
        Set<GroupKey> flapped = touched.stream().filter(this::isFlapping).collect(Collectors.toSet());
        decision.changed().forEach(state -> alerts.put(state.group(), state));
        decision.forgotten().forEach(alerts::remove);
        touched.stream()
                .filter(group -> isShown(group) && flapped.contains(group) != isFlapping(group))
                .forEach(group -> noteFlapping(group, decision.to()));
        cursor = new Cursor(rule.name(), decision.version(), decision.to(), 0, null);
        decision.transitions().stream()
                .filter(transition -> !Decider.isGapNotice(transition) && isShown(transition.group()))
                .forEach(transitions::add);
    }

    private boolean isFlapping(GroupKey group) {
        AlertState state = alerts.get(group);
        return state != null && state.flaps().isFlapping();
    }

    private void noteFlapping(GroupKey group, Instant end) {
        if (isFlapping(group)) {
            flapping.add(new BacktestReport.Flapping(group, end, null));
            return;
        }
        flapping.replaceAll(span -> span.end() == null && span.group().equals(group)
                ? new BacktestReport.Flapping(group, span.begin(), end)
                : span);
    }

    /** With the value that is nearest to trouble, or furthest in it. */
    private void note(Window window, WindowAnswer answer) {
        if (answer instanceof WindowAnswer.NoData) {
            windows.add(new BacktestWindow(window, BacktestWindow.Sight.NO_DATA, null, null));
            return;
        }
        DoubleStream values = Evaluator.evaluate(rule, answer, alerts.keySet(), alerts.keySet()).verdicts().stream()
                .filter(verdict -> rule.groupBy().isEmpty() || !verdict.group().equals(GroupKey.ALL))
                .filter(verdict -> isShown(verdict.group()))
                .map(verdict -> verdict.verdict().valueIfAny())
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue);
        OptionalDouble worst = rule.condition().isTroubleBelow() ? values.min() : values.max();
        Double value = worst.isPresent() ? Double.valueOf(worst.getAsDouble()) : valueOfNone();
        windows.add(new BacktestWindow(window, BacktestWindow.Sight.DECIDED, value, null));
    }

    /** Of a window without a group: where events are counted, there are none; else there is nothing to judge. */
    private @Nullable Double valueOfNone() {
        return switch (rule.condition()) {
            case Condition.Count _,
                    Condition.Absence _,
                    Condition.NewValue _,
                    Condition.ValueChange _,
                    Condition.Each _ -> 0.0;
            case Condition.Metric _, Condition.Ratio _, Condition.Change _ -> null;
        };
    }

    private boolean isShown(GroupKey group) {
        return group.values().entrySet().containsAll(only.entrySet());
    }
}
