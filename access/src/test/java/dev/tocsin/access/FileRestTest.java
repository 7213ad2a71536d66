package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRestTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @Test
    void whatIsNewCountsAtTheSecondLookThatFindsIt() {
        FileRest rest = new FileRest();

        assertThat(rest.isAtRest("half", NOON)).isFalse();
        assertThat(rest.isAtRest("whole", NOON.plusSeconds(2))).isFalse();
        assertThat(rest.isAtRest("whole", NOON.plusSeconds(4))).isTrue();
        assertThat(rest.isAtRest("whole", NOON.plusSeconds(6))).isTrue();
        assertThat(rest.isAtRest("half", NOON.plusSeconds(8))).isFalse();
    }

    @Test
    void twoLooksInTheSameMomentAreOne() {
        FileRest rest = new FileRest();

        assertThat(rest.isAtRest("half", NOON)).isFalse();
        assertThat(rest.isAtRest("half", NOON.plusMillis(5))).isFalse();
        assertThat(rest.isAtRest("half", NOON.plusSeconds(1))).isTrue();
    }

    @Test
    void aClockThatIsSetBackDelaysByOneLook() {
        FileRest rest = new FileRest();
        Instant yesterday = NOON.minusSeconds(86_400);

        assertThat(rest.isAtRest("new", NOON)).isFalse();
        assertThat(rest.isAtRest("new", yesterday)).isFalse();
        assertThat(rest.isAtRest("new", yesterday.plusSeconds(2))).isTrue();
    }

    @Test
    void theSameContentWrittenAnewIsNotAtRest(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens.yml"), "half");
        FileRest rest = new FileRest(file);

        assertThat(rest.isAtRest("half", NOON)).isFalse();
        Files.setLastModifiedTime(file, FileTime.from(NOON));
        assertThat(rest.isAtRest("half", NOON.plusSeconds(2))).isFalse();
        assertThat(rest.isAtRest("half", NOON.plusSeconds(4))).isTrue();
        Files.delete(file);
        assertThat(rest.isAtRest("half", NOON.plusSeconds(6))).isFalse();
    }
}
