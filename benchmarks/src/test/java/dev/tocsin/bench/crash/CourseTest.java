package dev.tocsin.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final double NEARLY = 1e-6;

    private final Trial trial = new PowerCuts();
    private final Course course = new Course(trial);

    @Test
    void needsTheRunsThatItLacksAtWhatTheyTookAndWhatComesBefore() {
        // ten runs of half a second each, and three seconds for what comes before and after them
        course.played(row(10, ""), Duration.ofSeconds(5), Duration.ofSeconds(8));

        assertThat(course.need()).isEqualTo((trial.target() - 10) * 0.5 + 3, within(NEARLY));
        assertThat(course.least()).isEqualTo(3.5, within(NEARLY));
        assertThat(course.forRuns(20)).isEqualTo(Duration.ofSeconds(17));
        assertThat(course.isOver()).isFalse();
    }

    @Test
    void seriesAreOneRow() {
        course.played(row(10, ""), Duration.ofSeconds(5), Duration.ofSeconds(8));
        course.played(row(trial.target() - 10, ""), Duration.ofSeconds(5), Duration.ofSeconds(8));

        assertThat(course.isOver()).isTrue();
        assertThat(course.row()).isEqualTo(new Row("power_cut", trial.target(), trial.target(), 200, 20, 2, 4, ""));
    }

    @Test
    void whatBrokeOffIsNotPlayedAgain() {
        course.played(row(1, "no bulk was sent"), Duration.ofSeconds(1), Duration.ofSeconds(1));

        assertThat(course.isOver()).isTrue();
        assertThat(course.row().isClean()).isFalse();
    }

    private Row row(int runs, String trouble) {
        return new Row(trial.name(), runs, trial.target(), 100, 10, 1, 2, trouble);
    }
}
