package dev.tocsin.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.journal.JournalRoom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class JournalHealthTest {
    @Test
    void aJournalWhoseDiskHangsIsOutOfServiceAndSaysForHowLong() {
        Health hangs = JournalHealth.of(new JournalRoom(1, 100, 2, false, Duration.ofSeconds(7)));

        assertThat(hangs.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(hangs.getDetails()).containsEntry("writingForSeconds", 7L);
        assertThat(JournalHealth.of(new JournalRoom(1, 100, 2, true, Duration.ZERO))
                        .getStatus())
                .isEqualTo(Status.UP);
    }
}
