package dev.tocsin.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTextTest {
    @ParameterizedTest
    @CsvSource({"'', .", "., .", "rules/a.yml, rules/a.yml", "./rules, rules", "/elsewhere/a.yml, /elsewhere/a.yml"})
    void aPathIsShownFromWhereOneStands(String path, String shown) {
        assertThat(FindingText.shortPath(Path.of(path))).isEqualTo(shown);
        assertThat(FindingText.shortPath(Path.of(path).toAbsolutePath())).isEqualTo(shown);
    }
}
