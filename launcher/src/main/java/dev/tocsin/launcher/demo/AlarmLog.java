package dev.tocsin.launcher.demo;

import dev.tocsin.fakeslack.ChatEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Which rule fired and resolved when, as the messages told it. Thread-safe. */
final class AlarmLog {
    private final List<DemoRule> rules;
    private final List<Told> told = new ArrayList<>();
    private final List<ChatEntry> entries = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /**
     * One message about one rule.
     *
     * @param headline what happened, and to what
     */
    record Told(Instant at, String rule, boolean resolved, String headline) {}

    AlarmLog(List<DemoRule> rules) {
        this.rules = List.copyOf(rules);
    }

    void hear(ChatEntry entry) {
        lock.lock();
        try {
            entries.add(entry);
            // A change tells nobody anything: its news was posted, or stands in the thread.
            if (entry.kind() != ChatEntry.Kind.UPDATE) {
                rules.stream().filter(rule -> isAbout(rule, entry)).forEach(rule -> told.add(told(rule, entry)));
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static boolean isAbout(DemoRule rule, ChatEntry entry) {
        String all = entry.payload().toString();
        return all.contains(rule.title()) || all.contains(rule.name());
    }

    private static Told told(DemoRule rule, ChatEntry entry) {
        String text = entry.text();
        boolean resolved =
                MessageLife.saysResolved(entry) || text.toLowerCase(Locale.ROOT).contains("resolved");
        return new Told(
                entry.at(), rule.name(), resolved, text.lines().findFirst().orElse(""));
    }

    Optional<Instant> fired(DemoRule rule) {
        return first(rule, false);
    }

    Optional<Instant> resolved(DemoRule rule) {
        return first(rule, true);
    }

    boolean awaitFired(DemoRule rule, Duration patience) throws InterruptedException {
        return await(() -> fired(rule).isPresent(), patience);
    }

    boolean awaitAllFired(Duration patience) throws InterruptedException {
        return await(() -> rules.stream().allMatch(rule -> fired(rule).isPresent()), patience);
    }

    /** How many messages have come about single events. */
    long eventsTold() {
        return rules.stream()
                .filter(DemoRule::isEach)
                .mapToLong(rule -> all().stream()
                        .filter(one -> one.rule().equals(rule.name()))
                        .count())
                .sum();
    }

    /** Alarms and resolves of rules that count, told with the same words before: the outage is one episode of each. */
    long repeated() {
        Set<String> heard = new HashSet<>();
        return rules.stream()
                .filter(rule -> !rule.isEach())
                .flatMap(rule -> all().stream().filter(one -> one.rule().equals(rule.name())))
                .filter(one -> !heard.add(one.rule() + "|" + one.headline()))
                .count();
    }

    boolean awaitEventsTold(long count, Duration patience) throws InterruptedException {
        return await(() -> eventsTold() >= count, patience);
    }

    /** Waits for the rules that have fired; the others have nothing to resolve, and single events never have. */
    boolean awaitAllResolved(Duration patience) throws InterruptedException {
        return await(
                () -> rules.stream()
                        .filter(rule -> !rule.isEach() && fired(rule).isPresent())
                        .allMatch(rule -> resolved(rule).isPresent()),
                patience);
    }

    /** What is not as promised of the messages about rules that have fired and count. */
    List<String> lifeTroubles() {
        List<ChatEntry> heard = entries();
        return rules.stream()
                .filter(rule -> !rule.isEach() && fired(rule).isPresent())
                .map(rule -> new MessageLife(
                        rule.name(),
                        heard.stream().filter(entry -> isAbout(rule, entry)).toList()))
                .flatMap(life -> life.trouble().stream())
                .toList();
    }

    /** Waits for the messages to show what their threads tell. */
    boolean awaitLivesOver(Duration patience) throws InterruptedException {
        return await(() -> lifeTroubles().isEmpty(), patience);
    }

    private List<ChatEntry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries);
        } finally {
            lock.unlock();
        }
    }

    List<Told> all() {
        lock.lock();
        try {
            return List.copyOf(told);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Instant> first(DemoRule rule, boolean resolved) {
        return all().stream()
                .filter(one -> one.rule().equals(rule.name()) && one.resolved() == resolved)
                .map(Told::at)
                .findFirst();
    }

    private boolean await(BooleanSupplier condition, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = news.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
