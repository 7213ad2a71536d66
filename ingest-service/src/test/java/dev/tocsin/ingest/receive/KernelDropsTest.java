package dev.tocsin.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelDropsTest {
    private static final String HEAD =
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n";
    private static final String ROW =
            "  %d: %s 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 ffff8881 %d\n";

    @TempDir
    private Path folder;

    @Test
    void addsWhatBothTablesTellOfThePort() throws IOException {
        Files.writeString(
                folder.resolve("udp"),
                HEAD + ROW.formatted(1, "0100007F:158A", 7) + ROW.formatted(2, "0100007F:158B", 100));
        Files.writeString(folder.resolve("udp6"), HEAD + ROW.formatted(1, "0000000000000000FFFF00000100007F:158A", 5));

        assertThat(KernelDrops.of(folder, 5514).orElseThrow().count()).isEqualTo(12);
    }

    @Test
    void keepsTheLastCountWhenTheSocketIsGone() throws IOException {
        Files.writeString(folder.resolve("udp"), HEAD + ROW.formatted(1, "0100007F:158A", 7));
        KernelDrops drops = KernelDrops.of(folder, 5514).orElseThrow();
        assertThat(drops.count()).isEqualTo(7);

        Files.writeString(folder.resolve("udp"), HEAD);

        assertThat(drops.count()).isEqualTo(7);
    }

    @Test
    void tellsNothingWhereThereIsNoTable() {
        assertThat(KernelDrops.of(folder, 5514)).isEmpty();
    }
}
