package dev.tocsin.bench.crash;

import java.util.BitSet;
import java.util.Map;

/** The numbers of events that clients sent, and those that were acknowledged. Thread-safe. */
final class Ledger {
    /** What events are numbered from: all have as many digits, so that requests are as long. */
    static final long FIRST_NUMBER = 1_000_000_000L;

    private final BitSet acknowledged = new BitSet();
    private int next;
    private int repeats;
    private int timeOuts;
    private int refusals;

    /** The first of so many numbers that nobody had, counted from {@link #FIRST_NUMBER}. */
    synchronized int take(int count) {
        int first = next;
        next += count;
        return first;
    }

    synchronized void acknowledged(int first, int count) {
        acknowledged.set(first, first + count);
    }

    synchronized void repeated() {
        repeats++;
    }

    synchronized void timedOut() {
        timeOuts++;
    }

    synchronized void refused() {
        refusals++;
    }

    /** How many events were. */
    synchronized int acknowledged() {
        return acknowledged.cardinality();
    }

    /** How many requests were sent again. */
    synchronized int repeats() {
        return repeats;
    }

    /** How many requests their client gave up waiting for. */
    synchronized int timeOuts() {
        return timeOuts;
    }

    /** How many requests were answered that there is no room. */
    synchronized int refusals() {
        return refusals;
    }

    /** How many acknowledged events are not among the documents. */
    synchronized int lost(Map<Long, Integer> copies) {
        return (int) acknowledged.stream()
                .filter(number -> !copies.containsKey(FIRST_NUMBER + number))
                .count();
    }

    /** How many events are there more than once, acknowledged or not. */
    static int doubled(Map<Long, Integer> copies) {
        return (int) copies.values().stream().filter(count -> count > 1).count();
    }
}
