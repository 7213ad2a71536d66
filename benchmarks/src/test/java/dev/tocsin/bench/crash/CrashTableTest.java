package dev.tocsin.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CrashTableTest {
    @Test
    void aRowSaysWhatThereWasNoTimeForOrWhyItBrokeOff() {
        Row whole = new Row("service_kill", 20, 20, 5_000, 7, 0, 0, "");
        Row shortOfTime = new Row("data_plane_kill", 180, 200, 5_000, 7, 0, 0, "");
        Row broken = new Row("disk_full", 1, 5, 5_000, 7, 0, 0, "nobody was refused on a full disk");

        List<String> lines = CrashTable.of(List.of(whole, shortOfTime, broken));

        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).endsWith(" 0");
        assertThat(lines.get(2)).endsWith("  no time for 20 of 200 runs");
        assertThat(lines.get(3)).endsWith(" unknown  unknown  nobody was refused on a full disk");
    }

    @Test
    void whatWasSeenBeforeARowBrokeOffIsTold() {
        Row broken = new Row("disk_full", 1, 5, 5_000, 7, 2, 0, "nobody was refused on a full disk");

        assertThat(CrashTable.of(List.of(broken)).getLast())
                .endsWith("  nobody was refused on a full disk; before that lost 2, doubled 0");
    }
}
