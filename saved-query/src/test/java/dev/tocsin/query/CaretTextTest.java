package dev.tocsin.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CaretTextTest {
    @Test
    void standsUnderThePlace() {
        assertThat(CaretText.under("message: cannot connect", 12)).isEqualTo("""
                        message: cannot connect
                                    ^""");
    }

    @Test
    void standsAfterTheEndIfSomethingIsMissing() {
        assertThat(CaretText.under("a:", 2)).isEqualTo("a:\n  ^");
        assertThat(CaretText.under("", 0)).isEqualTo("\n^");
    }

    @Test
    void showsTheLineOfThePlaceWithItsNumber() {
        assertThat(CaretText.under("a: b and\n\tc:d:e\nor f", 13)).isEqualTo("line 2:  c:d:e\n            ^");
        assertThat(CaretText.under("a: b and\n", 9)).isEqualTo("line 2: \n        ^");
    }

    @Test
    void countsWideCharactersTwiceAndMarksNotAtAll() {
        assertThat(CaretText.under("名前:値:x", 4)).isEqualTo("名前:値:x\n       ^");
        assertThat(CaretText.under("\ud83d\ude00:a:b", 4)).isEqualTo("\ud83d\ude00:a:b\n    ^");
        assertThat(CaretText.under("e\u0301:a:b", 4)).isEqualTo("e\u0301:a:b\n   ^");
    }

    @Test
    void sendsNoCommandsToTheTerminal() {
        assertThat(CaretText.under("a\u001b[2J\u0000\u202e:b:c", 9)).isEqualTo("a·[2J··:b:c\n         ^");
    }

    @Test
    void cutsAWindowOutOfALongLine() {
        String shown = CaretText.under("x".repeat(200) + "!" + "y".repeat(200), 200);

        assertThat(shown.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line.length()).isLessThan(110));
        assertThat(shown).startsWith("…x").contains("y…\n");
        String line = shown.lines().findFirst().orElseThrow();
        assertThat(line.charAt(shown.lines().skip(1).findFirst().orElseThrow().indexOf('^')))
                .isEqualTo('!');
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 60, 61, 130})
    void theCaretIsAlwaysUnderTheSign(int place) {
        String query = "x".repeat(place) + "!" + "y".repeat(70);

        String[] lines = CaretText.under(query, place).split("\n");

        assertThat(lines[0].charAt(lines[1].indexOf('^'))).isEqualTo('!');
    }

    @Test
    void explainsWithMessageAndHint() {
        String explained = org.assertj.core.api.Assertions.catchThrowableOfType(
                        QueryException.class, () -> Kql.parse("a:b:c"))
                .explain("a:b:c");

        assertThat(explained).isEqualTo("""
                        a:b:c
                           ^
                        Expected AND, OR, end of input but ":" found.
                        Hint: A value with a colon in it goes in quotes: "b:…".
                        """);
    }
}
