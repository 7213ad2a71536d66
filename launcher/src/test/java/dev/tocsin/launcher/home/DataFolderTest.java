package dev.tocsin.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.launcher.home.RunState.PartState;
import dev.tocsin.launcher.home.RunState.Stage;
import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    @Test
    void twoOnOneFolderAreRefusedAndTheSecondIsToldWhoTheFirstIs() throws IOException {
        // given
        Path path = temporary.resolve("new").resolve("data");
        try (DataFolder folder = DataFolder.take(path)) {
            folder.write(state(4711));

            // then
            assertThat(DataFolder.isTaken(path)).isTrue();
            assertThatThrownBy(() -> DataFolder.take(path))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("(PID 4711)")
                    .hasMessageContaining("./tocsin down");
        }
        assertThat(DataFolder.isTaken(path)).isFalse();
        assertThat(DataFolder.state(path)).isEmpty();
        DataFolder.take(path).close();
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        // given
        RunState state = state(12);

        // when
        try (DataFolder folder = DataFolder.take(temporary)) {
            folder.write(state(11));
            folder.write(state);

            // then
            assertThat(DataFolder.state(temporary)).contains(state);
        }
    }

    @Test
    void aStateThatCannotBeUnderstoodIsNoState() throws IOException {
        for (String damaged : List.of(
                "", "{", "{}", "[]", "{\"pid\":\"x\",\"parts\":[]}", "{\"pid\":1,\"startedAt\":\"?\",\"parts\":[]}")) {
            // given
            Files.writeString(temporary.resolve("tocsin.json"), damaged);

            // then
            assertThat(DataFolder.state(temporary)).as(damaged).isEmpty();
        }
    }

    @Test
    void aFolderThatIsNotThereIsNotTaken() throws IOException {
        assertThat(DataFolder.isTaken(temporary.resolve("none"))).isFalse();
        assertThat(DataFolder.state(temporary.resolve("none"))).isEmpty();
    }

    private static RunState state(long pid) {
        LiveProcess process = new LiveProcess(pid, Instant.parse("2026-01-02T03:04:05.678Z"));
        return new RunState(
                process,
                List.of(
                        new PartState(
                                "elasticsearch",
                                Stage.STARTED,
                                process,
                                "http://127.0.0.1:1",
                                "http://127.0.0.1:1/ok",
                                ""),
                        new PartState(
                                "alert-engine", Stage.WAITING, null, "https://127.0.0.1:2", "", "/etc/engine.crt")));
    }
}
