package dev.tocsin.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretReferencesTest {
    @TempDir
    private Path folder;

    private SecretReferences references;

    @BeforeEach
    void makeSecrets() throws IOException {
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(secrets.resolve("token"), "from-$file\\1\n");
        Files.writeString(secrets.resolve("empty"), "\n");
        Files.writeString(secrets.resolve("large"), "x".repeat(70_000));
        Files.writeString(folder.resolve("outside"), "s3cret");
        Files.createSymbolicLink(secrets.resolve("out"), folder.resolve("outside"));
        Files.createSymbolicLink(secrets.resolve("within"), secrets.resolve("token"));
        Files.createDirectories(secrets.resolve("sub"));
        references = new SecretReferences(Map.of("NAME", " from-env ", "BLANK", " "), secrets);
    }

    @Test
    void fillsInVariablesAndFiles() {
        assertThat(references.fillIn("a ${env:NAME} b ${file:token} c ${other:x} ${env:NAME"))
                .isEqualTo("a from-env b from-$file\\1 c ${other:x} ${env:NAME");
        assertThat(references.valueOf("file:within")).isEqualTo("from-$file\\1");
        assertThat(SecretReferences.isReference("env:X")).isTrue();
        assertThat(SecretReferences.isReference("tocsin.ingest.token")).isFalse();
    }

    @Test
    void saysWhatReferencesStandForSoThatItCanBeKeptFromPeople() {
        assertThat(references.valuesIn("a ${env:NAME} b ${file:token} c ${other:x}"))
                .containsExactly("from-env", "from-$file\\1");
        assertThat(references.valuesIn("plain")).isEmpty();
        assertThatThrownBy(() -> references.valuesIn("${env:OTHER}")).isInstanceOf(SecretMissing.class);
    }

    @ParameterizedTest
    @CsvSource({
        "env:OTHER, 'variable OTHER, which is not set'",
        "env:BLANK, 'variable BLANK, which is not set'",
        "file:missing, 'file missing, which cannot be read'",
        "file:empty, which is empty",
        "file:large, too large",
        "file:out, not inside the secrets folder",
        "file:../outside, not inside the secrets folder",
        "file:/etc/passwd, not inside the secrets folder",
        "file:sub, not inside the secrets folder",
        "'file:', not inside the secrets folder",
        "'file:a\u0000b', cannot be read",
    })
    void whatLeadsNowhereIsNamedAndNothingShown(String reference, String reason) {
        assertThatThrownBy(() -> references.fillIn("${" + reference + "}"))
                .isInstanceOf(SecretMissing.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void aFolderThatIsNotThereIsNoReasonToFailBeforeItIsNeeded() {
        SecretReferences none = new SecretReferences(Map.of(), folder.resolve("nowhere"));

        assertThat(none.fillIn("plain")).isEqualTo("plain");
        assertThatThrownBy(() -> none.fillIn("${file:x}")).isInstanceOf(SecretMissing.class);
    }
}
