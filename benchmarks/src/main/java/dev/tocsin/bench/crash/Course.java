package dev.tocsin.bench.crash;

import java.time.Duration;

/** How far a trial has come in one series of runs after another, and what the time is that it takes. */
final class Course {
    private final Trial trial;
    private Row row;
    private int series;
    private double secondsOfRuns;
    private double secondsBeside;

    Course(Trial trial) {
        this.trial = trial;
        this.row = Row.of(trial);
    }

    Trial trial() {
        return trial;
    }

    /** What came of it so far. */
    Row row() {
        return row;
    }

    /** How often it was begun anew. */
    int series() {
        return series;
    }

    /** Adds a series that took so long as a whole, of which its runs took a part. */
    void played(Row more, Duration runs, Duration whole) {
        row = row.plus(more);
        series++;
        secondsOfRuns += seconds(runs);
        secondsBeside += seconds(whole.minus(runs));
    }

    /** Whether nothing is left to play: it is as often as it is to be, or it broke off. */
    boolean isOver() {
        return row.missing() == 0 || !row.isCounted();
    }

    /** How many seconds the runs would take that it lacks, as those before them; after its first series. */
    double need() {
        return row.missing() * secondsOfRun() + beside();
    }

    /** How many one run takes in a series of its own. */
    double least() {
        return secondsOfRun() + beside();
    }

    /** Of a series that takes so long, the time for its runs: before them things are started, after them is counted. */
    Duration forRuns(double seconds) {
        return Duration.ofMillis((long) (Math.max(0, seconds - beside()) * 1_000));
    }

    private double secondsOfRun() {
        return secondsOfRuns / Math.max(1, row.runs());
    }

    private double beside() {
        return secondsBeside / series;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
