package dev.tocsin.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(value = "processes", mode = ResourceAccessMode.READ)
class LiveProcessTest {
    private final LiveProcess us = LiveProcess.of(ProcessHandle.current());

    @Test
    void aProcessIsFoundByItsIdAndItsStart() {
        assertThat(us.find()).contains(ProcessHandle.current());
    }

    @Test
    void anotherProcessWithTheSameIdIsNotMeant() {
        // given
        LiveProcess before = new LiveProcess(us.pid(), us.startedAt().minus(Duration.ofMinutes(5)));

        // then
        assertThat(before.find()).isEmpty();
    }

    @Test
    void aProcessThatHasEndedIsNotFound() throws Exception {
        // given
        Process process = new ProcessBuilder("true").start();
        LiveProcess ended = LiveProcess.of(process.toHandle());
        process.waitFor();

        // then
        assertThat(ended.find()).isEmpty();
    }
}
