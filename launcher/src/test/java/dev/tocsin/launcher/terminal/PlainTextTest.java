package dev.tocsin.launcher.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {
    @Test
    void whatATerminalWouldObeyOrNobodyWouldSeeIsAPoint() {
        assertThat(PlainText.of("a\u001b[31mred\u0007 \u202ereversed \u200bnothing \u009b2J \ud800half \ue000own"))
                .isEqualTo("a.[31mred. .reversed .nothing .2J .half .own");
        assertThat(PlainText.of("Größe 日本 🚀")).isEqualTo("Größe 日本 🚀");
    }

    @Test
    void linesBecomeOne() {
        assertThat(PlainText.of("a\tb\nc\u2028d")).isEqualTo("a b c d");
    }

    @Test
    void orTheFirstOneIsTakenAndCut() {
        assertThat(PlainText.firstLine("a\u001b[2J\tx\nsecond", 100)).isEqualTo("a.[2J x");
        assertThat(PlainText.firstLine("0123456789", 8)).isEqualTo("01234...");
        assertThat(PlainText.firstLine("🚀🚀🚀🚀🚀", 4)).isEqualTo("🚀...");
        assertThat(PlainText.firstLine("🚀🚀🚀🚀", 4)).isEqualTo("🚀🚀🚀🚀");
    }

    @Test
    void tablesAndProblemsTakeTextFromAnywhere() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(written, true, StandardCharsets.UTF_8), false, false, false);

        new Table().row("a\u001b[2Jb", "c").lines().forEach(terminal::line);
        terminal.problem("no\u202e\n  its log\nnor this");

        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("  a.[2Jb  c\n!! no.\n  its log\n!! nor this\n");
    }
}
