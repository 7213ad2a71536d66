package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScratchFolderTest {
    private static final Path FOLDER = Path.of("/tmp/tocsin-bench1");

    @ParameterizedTest
    @ValueSource(strings = {"tmpfs", "ramfs"})
    void whatLiesInMemoryIsRefusedWithAHint(String type) {
        assertThatThrownBy(() -> ScratchFolder.requireDisk(FOLDER, type))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(FOLDER.toString(), type, "-Djava.io.tmpdir=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "overlay", "apfs", "NTFS"})
    void disksAreNot(String type) {
        assertThatCode(() -> ScratchFolder.requireDisk(FOLDER, type)).doesNotThrowAnyException();
    }
}
