package dev.tocsin.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest {
    @TempDir
    private Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("secret"), text).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {" s3cret word ", " s3cret word \n", " s3cret word \r\n\n"})
    void lineEndsBehindTheTextDoNotCountAndNothingElseIsTaken(String text) throws IOException {
        assertThat(SecretFiles.read(Map.of("TOKEN_FILE", file(text)), List.of("TOKEN", "OTHER")))
                .isEqualTo(Map.of("TOKEN", " s3cret word "));
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsVariable() {
        String missing = folder.resolve("missing").toString();

        assertThatThrownBy(() -> SecretFiles.read(Map.of("TOKEN_FILE", missing), List.of("TOKEN")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("TOKEN_FILE")
                .hasMessageContaining(missing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \n"})
    void anEmptyFileIsNoSecret(String text) throws IOException {
        String empty = file(text);

        assertThatThrownBy(() -> SecretFiles.read(Map.of("TOKEN_FILE", empty), List.of("TOKEN")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("is empty");
    }

    @Test
    void aSecretAndItsFileTogetherAreRefusedWithoutShowingEither() throws IOException {
        Map<String, String> both = Map.of("TOKEN", "hidden-1", "TOKEN_FILE", file("hidden-2"));

        assertThatThrownBy(() -> SecretFiles.read(both, List.of("TOKEN")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("both TOKEN and TOKEN_FILE")
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\n# of october", "s3 cret", "s3cr\u20act", "s3\u0007cret"})
    void aKeyThatNoHeaderCanCarryIsRefusedWithoutBeingShown(String key) throws IOException {
        List<Map<String, String>> ways =
                List.of(Map.of("ELASTICSEARCH_API_KEY", key), Map.of("ELASTICSEARCH_API_KEY_FILE", file(key)));

        for (Map<String, String> way : ways) {
            assertThatThrownBy(() -> ElasticSettings.fromEnvironment(way))
                    .isInstanceOf(SettingsRefused.class)
                    .hasMessageStartingWith("ELASTICSEARCH_API_KEY has a character in it that no key has")
                    .hasMessageNotContaining("s3")
                    .hasMessageNotContaining("october");
        }
        assertThat(ElasticSettings.fromEnvironment(Map.of("ELASTICSEARCH_API_KEY", " aWQ6a2V5 "))
                        .apiKey())
                .isEqualTo("aWQ6a2V5");
    }

    @Test
    void whatIsNoPathIsNotShown() {
        String pem = "-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----";

        assertThatThrownBy(() -> SecretFiles.read(Map.of("TOKEN_FILE", pem), List.of("TOKEN")))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("TOKEN_FILE")
                .hasMessageNotContaining("s3cret");
        ElasticSettings settings = ElasticSettings.fromEnvironment(
                Map.of("ELASTICSEARCH_URL", "https://127.0.0.1:1", "ELASTICSEARCH_CA_FILE", pem));
        assertThatThrownBy(() -> ElasticLink.open(settings))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("ELASTICSEARCH_CA_FILE")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void elasticsearchIsReachedWithWhatTheFilesSay() throws IOException {
        ElasticSettings byKey =
                ElasticSettings.fromEnvironment(Map.of("ELASTICSEARCH_API_KEY_FILE", file("aWQ6a2V5\n")));
        assertThat(byKey.apiKey()).isEqualTo("aWQ6a2V5");

        ElasticSettings byPassword = ElasticSettings.fromEnvironment(
                Map.of("ELASTICSEARCH_USERNAME", "u", "ELASTICSEARCH_PASSWORD_FILE", file("pass word\n")));
        assertThat(byPassword.password()).isEqualTo("pass word");
        assertThat(byPassword.apiKey()).isNull();
    }
}
