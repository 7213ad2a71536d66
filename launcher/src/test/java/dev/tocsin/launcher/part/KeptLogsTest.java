package dev.tocsin.launcher.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptLogsTest {
    @TempDir
    Path folder;

    @Test
    void theLastFiveStartsAreKept() throws IOException {
        // given
        Path log = folder.resolve("engine.log");

        // when
        for (int start = 1; start <= 8; start++) {
            KeptLogs.makeRoomFor(log);
            assertThat(log).doesNotExist();
            Files.writeString(log, "start " + start);
        }

        // then
        assertThat(log).hasContent("start 8");
        assertThat(folder.resolve("engine.log.1")).hasContent("start 7");
        assertThat(folder.resolve("engine.log.5")).hasContent("start 3");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(6);
        }
    }

    @Test
    void ofALogThatHasGrownTheEndIsKept() throws IOException {
        // given
        Path log = folder.resolve("engine.log");
        try (RandomAccessFile grown = new RandomAccessFile(log.toFile(), "rw")) {
            grown.setLength(KeptLogs.MOST_BYTES * 3);
            grown.seek(KeptLogs.MOST_BYTES * 3);
            grown.write("the last line\n".getBytes(StandardCharsets.UTF_8));
        }

        // when
        KeptLogs.makeRoomFor(log);

        // then
        Path kept = folder.resolve("engine.log.1");
        assertThat(log).doesNotExist();
        assertThat(kept).hasSize(KeptLogs.MOST_BYTES);
        assertThat(new String(Files.readAllBytes(kept), StandardCharsets.UTF_8)).endsWith("the last line\n");
    }
}
