package dev.tocsin.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDiskTest {
    @TempDir
    private Path there;

    @Test
    void syncsEveryFolderThatGetsANewEntry() throws IOException {
        Path folder = there.resolve("data/ingest/journal");

        assertThat(FolderDisk.parentsOf(folder))
                .containsExactly(there.resolve("data/ingest"), there.resolve("data"), there);

        new FolderDisk(folder).syncParents();

        assertThat(FolderDisk.parentsOf(folder)).containsExactly(there.resolve("data/ingest"));
    }
}
