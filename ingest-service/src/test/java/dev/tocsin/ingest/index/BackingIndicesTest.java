package dev.tocsin.ingest.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackingIndicesTest {
    private static final String FIRST = ".ds-logs-a-tocsin-2026.11.01-000001";
    private static final String SECOND = ".ds-logs-a-tocsin-2026.11.10-000002";
    private static final String THIRD = ".ds-logs-a-tocsin-2026.11.20-000003";
    private static final String FOURTH = ".ds-logs-a-tocsin-2026.11.20-000004";
    private static final List<String> ALL = List.of(FIRST, SECOND, THIRD, FOURTH);

    @Test
    void anEventCanBeInTheIndexWrittenToWhenItWasAppendedAndInAllNewerOnes() {
        assertThat(BackingIndices.writtenSince(ALL, Instant.parse("2026-11-15T12:00:00Z")))
                .containsExactly(FOURTH, THIRD, SECOND);
        assertThat(BackingIndices.writtenSince(ALL, Instant.parse("2026-11-25T12:00:00Z")))
                .containsExactly(FOURTH);
        assertThat(BackingIndices.writtenSince(ALL, Instant.parse("2020-01-01T00:00:00Z")))
                .containsExactly(FOURTH, THIRD, SECOND, FIRST);
    }

    @Test
    void aDayIsLeftForClocksThatDiffer() {
        assertThat(BackingIndices.writtenSince(ALL, Instant.parse("2026-11-21T00:30:00Z")))
                .containsExactly(FOURTH, THIRD, SECOND);
        assertThat(BackingIndices.writtenSince(ALL, Instant.parse("2026-11-22T00:30:00Z")))
                .containsExactly(FOURTH);
    }

    @Test
    void anIndexWithANameOfItsOwnIsAlwaysAmongThem() {
        assertThat(BackingIndices.writtenSince(
                        List.of("restored", FIRST, FOURTH), Instant.parse("2026-11-25T00:00:00Z")))
                .containsExactly(FOURTH, "restored");
    }
}
