package dev.tocsin.alert.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tocsin.alert.route.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SilenceWishTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void readsMatchersAsRoutesHaveThem() {
        assertThat(matching("team=shop", "severity!~\"warn.*\"").readMatchers())
                .extracting(Matcher::text)
                .containsExactly("team=shop", "severity!~\"warn.*\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            team!=shop   | these matchers hold for alerts that have none of these labels
            team=~.*     | these matchers hold for alerts that have none of these labels
            team==shop   | matchers[0], character 5: expected =, !=, =~ or !~, not '=='
            team=~(      | matchers[0], character 7: the expression is none that RE2 knows
            """)
    void saysWhatIsWrongWithAMatcher(String matcher, String reason) {
        refused(() -> matching(matcher).readMatchers(), reason);
    }

    @Test
    void matchersAreAListOfTexts() {
        refused(() -> matching().readMatchers(), "matchers is missing or empty");
        refused(() -> wish(null, null, null, null).readMatchers(), "matchers is missing or empty");
        refused(() -> matching((String) null).readMatchers(), "matchers[0] is no text");
        refused(() -> matching("a=" + "b".repeat(1_000)).readMatchers(), "matchers[0] is no text");
        refused(
                () -> matching(Collections.nCopies(51, "a=b").toArray(String[]::new))
                        .readMatchers(),
                "more than 50 matchers");
    }

    @ParameterizedTest
    @CsvSource({
        ",                     ,                     2h, 2026-11-23T12:00:00Z, 2026-11-23T14:00:00Z",
        "2026-11-23T13:00:00Z, ,                     2h, 2026-11-23T13:00:00Z, 2026-11-23T15:00:00Z",
        "2026-11-23T11:00:00Z, ,                     2h, 2026-11-23T12:00:00Z, 2026-11-23T14:00:00Z",
        ",                     2026-11-24T00:00:00Z, ,   2026-11-23T12:00:00Z, 2026-11-24T00:00:00Z",
        ",                     ,                   366d, 2026-11-23T12:00:00Z, 2027-11-24T12:00:00Z"
    })
    void readsFromWhenToWhen(
            @Nullable String from, @Nullable String to, @Nullable String length, Instant starts, Instant ends) {
        assertThat(wish(from, to, length, null).readSpan(NOON)).isEqualTo(new SilenceWish.Span(starts, ends));
    }

    @ParameterizedTest
    @CsvSource({
        ",                     ,                     ,     nothing says when it ends",
        ",                     2026-11-24T00:00:00Z, 2h,   both for and endsAt say when it ends",
        ",                     2026-11-23T12:00:00Z, ,     it would end at 2026-11-23T12:00:00Z",
        ",                     2027-11-24T12:00:01Z, ,     it would last more than 366d",
        ",                     ,                     367d, for is no duration up to 366d",
        ",                     ,                     0s,   for is no duration up to 366d",
        ",                     soon,                 ,     endsAt is not a time",
        "2027-11-24T12:00:01Z, ,                     1h,   startsAt is more than 366d from now"
    })
    void saysWhyItCannotLastSo(@Nullable String from, @Nullable String to, @Nullable String length, String reason) {
        refused(() -> wish(from, to, length, null).readSpan(NOON), reason);
    }

    @Test
    void changesItsEndWithinWhatASilenceMayLast() {
        Instant begun = NOON.minus(Duration.ofDays(365));

        assertThat(wish(null, null, "1d", null).readEnd(begun, NOON)).hasValue(NOON.plus(Duration.ofDays(1)));
        refused(() -> wish(null, null, "25h", null).readEnd(begun, NOON), "it would last more than 366d");
        assertThat(wish(null, null, null, null).readEnd(begun, NOON)).isEmpty();
    }

    @Test
    void aCommentIsOneLineAndHasToBeThere() {
        assertThat(wish(null, null, null, " two\nlines\u202e ").readComment()).isEqualTo("two lines");
        refused(() -> wish(null, null, null, " \n ").readComment(), "comment is missing");
        refused(() -> wish(null, null, null, null).readComment(), "comment is missing");
        refused(() -> wish(null, null, null, "x".repeat(1_001)).readComment(), "comment is longer than");
    }

    private static void refused(ThrowingCallable reading, String reason) {
        assertThatThrownBy(reading).isInstanceOf(BadRequest.class).hasMessageContaining(reason);
    }

    private static SilenceWish matching(@Nullable String... matchers) {
        List<@Nullable String> list = Arrays.asList(matchers);
        return new SilenceWish(list, null, null, null, null, null);
    }

    private static SilenceWish wish(
            @Nullable String from, @Nullable String to, @Nullable String length, @Nullable String comment) {
        return new SilenceWish(null, from, to, length, comment, null);
    }
}
