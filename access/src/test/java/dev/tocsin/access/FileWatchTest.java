package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FileWatchTest {
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    @Test
    void looksAtOnceForWhatIsToldAtTheStart() throws InterruptedException {
        try (FileWatch _ = FileWatch.start("watch", Duration.ofDays(1), () -> seen.add("look"), e -> {})) {
            assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("look");
        }
    }

    @Test
    void aLookThatFailsIsToldAndTheNextOneComes() throws InterruptedException {
        Runnable look = () -> {
            seen.add("look");
            throw new NoClassDefFoundError("gone");
        };
        try (FileWatch _ = FileWatch.start("watch", Duration.ofMillis(1), look, e -> seen.add(e.getMessage()))) {
            for (String expected : new String[] {"look", "gone", "look", "gone"}) {
                assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
            }
        }
    }
}
