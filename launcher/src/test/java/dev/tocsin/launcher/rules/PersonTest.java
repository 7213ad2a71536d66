package dev.tocsin.launcher.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonTest {
    @ParameterizedTest
    @CsvSource({"jane, jane", "?, somebody", "'', somebody", "' ', somebody"})
    void whoHasNoNameIsSomebody(String user, String name) {
        assertThat(Person.named(user)).isEqualTo(name);
    }
}
