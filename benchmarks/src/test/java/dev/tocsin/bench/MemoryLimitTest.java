package dev.tocsin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLimitTest {
    private static final long BYTES = 32L << 20;

    @Test
    void whatNeedsMoreIsKilledAndCountedAndNothingIsLeft() throws Exception {
        MemoryLimit limit;
        try {
            limit = MemoryLimit.of(BYTES);
        } catch (IOException e) {
            // Not here, or not for this user: then it has to say so, not measure without a limit.
            assertThat(e).hasMessageContaining("/sys/fs/cgroup");
            return;
        }
        Path group = Path.of(limit.before().getLast()).getParent();
        try (limit) {
            assertThat(run(limit, "head -c 1m /dev/zero | tail -n 1")).isZero();
            assertThat(limit.kills()).isZero();

            assertThat(run(limit, "head -c 200m /dev/zero | tail -n 1")).isNotZero();
            assertThat(limit.kills()).isEqualTo(1);
        }

        assertThat(group).doesNotExist();
    }

    /** What {@code tail} does not know the end of it keeps in memory. */
    private static int run(MemoryLimit limit, String line) throws Exception {
        List<String> command = new ArrayList<>(limit.before());
        command.addAll(List.of("/bin/sh", "-c", line));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
