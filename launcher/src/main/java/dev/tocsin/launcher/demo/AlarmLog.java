package dev.tocsin.launcher.demo;

import dev.tocsin.fakeslack.ReceivedMessage;
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

    void hear(ReceivedMessage message) {
        String text = message.text();
        boolean resolved =
                text.startsWith("🟢") || text.toLowerCase(Locale.ROOT).contains("resolved");
        String all = message.payload().toString();
        lock.lock();
        try {
            for (DemoRule rule : rules) {
                if (all.contains(rule.title()) || all.contains(rule.name())) {
                    told.add(new Told(
                            message.at(),
                            rule.name(),
                            resolved,
                            text.lines().findFirst().orElse("")));
                }
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
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
