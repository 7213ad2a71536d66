package dev.tocsin.kibana;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SavedObjectsFileTest {
    @Test
    void theFileIsWhatTheSourcesMake() throws IOException {
        // when
        Path made = Files.createDirectories(Path.of("target")).resolve("tocsin.ndjson");
        Files.writeString(made, SavedObjectsFile.of(Path.of("src/objects")));

        // then
        assertThat(Files.mismatch(Path.of("tocsin.ndjson"), made))
                .as(
                        "first byte that differs; to take what the sources make: cp kibana/target/tocsin.ndjson kibana/tocsin.ndjson")
                .isEqualTo(-1);
    }
}
