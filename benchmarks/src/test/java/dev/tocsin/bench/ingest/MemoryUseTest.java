package dev.tocsin.bench.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.bench.Jars;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class MemoryUseTest {
    @Test
    void theServiceHasTheOptionsThatItsImageGivesIt() throws Exception {
        String image = Files.readString(Jars.home().resolve("ingest-service/Dockerfile"));

        assertThat(MemoryUse.AS_IN_THE_IMAGE)
                .contains("-XX:MaxRAMPercentage=50")
                .allSatisfy(option -> assertThat(image).contains("\"" + option + "\""));
    }
}
