package dev.tocsin.launcher.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The token that commands send. */
class ServiceTokenTest {
    @TempDir
    private Path folder;

    @Test
    void aVariableComesBeforeAFileAndWhiteSpaceAroundDoesNotCount() throws IOException {
        String file = file("from-file\r\n");

        assertThat(ServiceToken.from(ServiceName.ENGINE, Map.of())).isEmpty();
        assertThat(ServiceToken.from(ServiceName.ENGINE, Map.of("TOCSIN_ENGINE_TOKEN_FILE", file)))
                .contains("from-file");
        assertThat(ServiceToken.from(
                        ServiceName.ENGINE, Map.of("TOCSIN_ENGINE_TOKEN_FILE", file, "TOCSIN_ENGINE_TOKEN", " t ")))
                .contains("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\n# of october", "s3cret of october", "s3cr\u20act", "\ufeffs3cret", "s3\u0007cret"})
    void oneThatNoHeaderCanCarryIsRefusedWithoutBeingShown(String token) throws IOException {
        for (Map<String, String> way :
                List.of(Map.of("TOCSIN_ENGINE_TOKEN", token), Map.of("TOCSIN_ENGINE_TOKEN_FILE", file(token)))) {
            assertThatThrownBy(() -> Service.named(
                                    ServiceName.ENGINE, URI.create("http://127.0.0.1:1"), way, Instant.EPOCH)
                            .get("rules"))
                    .isInstanceOf(Problem.class)
                    .hasMessageStartingWith("TOCSIN_ENGINE_TOKEN has a character in it that no token has")
                    .hasMessageNotContaining("s3")
                    .hasMessageNotContaining("october");
        }
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("token"), text).toString();
    }
}
