package dev.tocsin.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void withoutATerminalThereIsNoEscapeSequenceAndNothingMoves() {
        // given
        Terminal terminal = new Terminal(out, false, false, false);

        // when
        try (Progress progress = terminal.progress("working")) {
            terminal.done("this", Duration.ofMillis(1_234));
            assertThat(progress.elapsed()).isLessThan(Duration.ofMinutes(1));
        }
        terminal.problem("that");

        // then
        assertThat(text()).isEqualTo("  working ...\n  ok this  1.2 s\n!! that\n");
    }

    @Test
    void aProgressLineIsPutAwayBeforeAnotherLineAndDrawnAgainAfterIt() {
        // given
        Terminal terminal = new Terminal(out, true, false, true);

        // when
        terminal.moveTo("busy");
        terminal.line("news");
        terminal.moveTo(null);

        // then
        assertThat(text()).isEqualTo("busy\r\u001b[2Knews\nbusy\r\u001b[2K");
    }

    @Test
    void coloursAreForColouredTerminalsOnly() {
        assertThat(new Terminal(out, true, true, true).styled(Style.BAD, "x")).isEqualTo("\u001b[31mx\u001b[0m");
        assertThat(new Terminal(out, true, false, true).styled(Style.BAD, "x")).isEqualTo("x");
        assertThat(Terminal.standard(Map.of("NO_COLOR", "1")).isColoured()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"y, true", "Yes, true", "'  YES ', true", "n, false", "'', false", "yesterday, false"})
    void onlyAYesIsOne(String typed, boolean isYes) throws Exception {
        Terminal terminal = new Terminal(out, true, false, false)
                .answeredBy(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));

        assertThat(terminal.isConfirmed("Really?")).isEqualTo(isYes);

        assertThat(text()).isEqualTo("Really? [y/N] ");
    }

    @Test
    void sentencesAreBrokenBetweenWordsOnlyWhereAPersonWatches() {
        String words = "word ".repeat(30).strip();

        Terminal watched = new Terminal(out, true, false, false);
        watched.text(words);
        watched.problem(words + "\n  a line of a log " + words);
        assertThat(text().lines().limit(4)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text().lines())
                .containsExactly(
                        "word ".repeat(16).strip(),
                        "  " + "word ".repeat(14).strip(),
                        "!! " + "word ".repeat(15).strip(),
                        "  " + "word ".repeat(15).strip(),
                        "  a line of a log " + words);
        written.reset();

        new Terminal(out, false, false, false).text(words);
        assertThat(text()).isEqualTo(words + "\n");
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
