package dev.tocsin.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.ingest.event.LogEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentWriterTest {
    private final SimulatedDisk disk = new SimulatedDisk(new Random(7));
    private final SegmentLog log = new SegmentLog(List.of(), 0, 0);
    private final SegmentWriter writer = new SegmentWriter(
            disk,
            log,
            1,
            new JournalSettings(
                    Path.of("none"), 4096, 1_000_000, 200_000, 100_000, 10_000, Duration.ZERO, Duration.ofMillis(2)));

    @Test
    void aSegmentThatWasGivenUpEmptyLeavesItsNameToNoOther() throws Exception {
        writer.prepare();
        assertThatThrownBy(() -> writer.write(exhausted(), 1)).isInstanceOf(OutOfMemoryError.class);
        writer.rollBack();

        writer.prepare();
        writer.write(List.of(TestEvents.event(1, 100)), 1);
        writer.commit(1);

        assertThat(disk.list()).hasSize(2);
        assertThat(log.doneBefore(log.end())).singleElement().satisfies(empty -> {
            disk.delete(empty.name());
            assertThat(log.holding(empty.base(), 0))
                    .hasValueSatisfying(
                            segment -> assertThat(disk.bytes(segment.name())).hasSizeGreaterThan(SegmentHeader.BYTES));
        });
    }

    /** Memory runs out before the first event is written. */
    private static List<LogEvent> exhausted() {
        return new AbstractList<>() {
            @Override
            public LogEvent get(int index) {
                throw new OutOfMemoryError("as if");
            }

            @Override
            public int size() {
                return 1;
            }
        };
    }
}
