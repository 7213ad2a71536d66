package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class SlackTextTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void makesItHarmless(String what, String text, String expected) {
        assertThat(SlackText.lines(text, 3000)).isEqualTo(expected);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("a broadcast", "<!channel> <!here|here>", "&lt;!channel&gt; &lt;!here|here&gt;"),
                Arguments.of("a user", "<@U012AB3CD>", "&lt;@U012AB3CD&gt;"),
                Arguments.of(
                        "a plain broadcast",
                        "@here @Channel @everyone a@b.c",
                        "@\u2060here @\u2060Channel @\u2060everyone a@b.c"),
                Arguments.of("a hidden broadcast", "@\u200bhere @h\u200dere", "@\u2060here @\u2060here"),
                Arguments.of("a link", "<https://evil.example|ok>", "&lt;https://evil.example|ok&gt;"),
                Arguments.of("a date", "<!date^1^{date}|x>", "&lt;!date^1^{date}|x&gt;"),
                Arguments.of(
                        "HTML", "<script>alert('a & b')</script>", "&lt;script&gt;alert('a &amp; b')&lt;/script&gt;"),
                Arguments.of("an entity", "&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
                Arguments.of("the end of a code block", "```\n*bold*", "\u02cb\u02cb\u02cb\n*bold*"),
                Arguments.of("ANSI colour", "\u001b[31;1mred\u001b[0m", "red"),
                Arguments.of("ANSI title", "\u001b]0;owned\u0007text", "text"),
                Arguments.of("ANSI link", "\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\", "click"),
                Arguments.of("ANSI of one byte", "\u009b2Jgone", "gone"),
                Arguments.of("a lone escape", "a\u001b", "a"),
                Arguments.of("right to left", "abc\u202Etxt.exe\u202C\u2066x\u2069\u200f\u061c", "abctxt.exex"),
                Arguments.of("zero width", "pass\u200b\u200c\u2060\ufeff\u00adword", "password"),
                Arguments.of("tag characters", "a\udb40\udc61\udb40\udc7fb", "ab"),
                Arguments.of("controls", "a\u0000b\u0008c\u007fd\u0085e\r\nf", "abcd\ne\nf"),
                Arguments.of("line separators", "a\u2028b\u2029c", "a\nb\nc"),
                Arguments.of("tabs", "a\tb\u00a0c", "a b c"),
                Arguments.of("half a surrogate pair", "a\ud83dz", "a\ufffdz"),
                Arguments.of("blank letters", "a\u3164\u2800\u115fb", "ab"),
                Arguments.of("what is fine", "Grüße 日本語 😀 1 ≤ 2", "Grüße 日本語 😀 1 ≤ 2"));
    }

    @Test
    void saysWhatItCut() {
        String cut = SlackText.lines("x".repeat(100_000), 500);

        assertThat(cut).hasSize(500).endsWith("x… (100,000 characters in all)");
    }

    @Test
    void cutsNoEntityAndNoCharacterInTwo() {
        for (int length = 40; length < 80; length++) {
            assertThat(SlackText.lines("&".repeat(200), length))
                    .matches("(&amp;)*… ?\\(?.*")
                    .hasSizeLessThanOrEqualTo(length);
            assertThat(SlackText.plain("😀".repeat(200), length))
                    .matches("(😀)*…")
                    .hasSizeLessThanOrEqualTo(length);
        }
    }

    @Test
    void keepsOneLineOneLine() {
        assertThat(SlackText.line("a\nb\r\n  c\u2028d", 100)).isEqualTo("a b c d");
        assertThat(SlackText.code("\n", 100)).isEqualTo("`-`");
        assertThat(SlackText.code("a`b", 100)).isEqualTo("`a\u02cbb`");
    }

    @Test
    void letsNothingThroughWhateverComes() {
        String alphabet = "<>&!@|`*_~here channel\u001b[]0;\u0007\u202e\u200b\ud83d\ude00\n\r\u0000x";
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            int longest = 40 + random.nextInt(100);

            String safe = SlackText.lines(text.toString(), longest);

            assertThat(safe)
                    .as("seed %d", seed)
                    .doesNotContain("<", ">", "`", "\u001b", "\u202e", "\u200b", "\u0000", "\r", "@here", "@channel")
                    .doesNotContainPattern("&(?!(amp|lt|gt);)")
                    .hasSizeLessThanOrEqualTo(longest);
        }
    }
}
