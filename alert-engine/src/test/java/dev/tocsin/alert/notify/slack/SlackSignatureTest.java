package dev.tocsin.alert.notify.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the example of Slack's own page on it. */
final class SlackSignatureTest {
    private static final String SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
    private static final String TIMESTAMP = "1531420618";
    private static final String SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private static final byte[] BODY = ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                    + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
                    + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F"
                    + "T1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                    + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
            .getBytes(StandardCharsets.UTF_8);
    private static final Instant THEN = Instant.ofEpochSecond(1_531_420_618);

    @Test
    void knowsSlacksSignature() {
        assertThat(SlackSignature.isRight(SECRET, TIMESTAMP, SIGNATURE, BODY, THEN))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-301, false", "-300, true", "300, true", "301, false"})
    void takesNothingOlderThanFiveMinutes(int seconds, boolean isRight) {
        assertThat(SlackSignature.isRight(SECRET, TIMESTAMP, SIGNATURE, BODY, THEN.plusSeconds(seconds)))
                .isEqualTo(isRight);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1531420618", "1531420619", "99999999999999999999", "1531420618 "})
    void takesNoOtherTime(String timestamp) {
        assertThat(SlackSignature.isRight(SECRET, timestamp, SIGNATURE, BODY, THEN))
                .isFalse();
    }

    @Test
    void takesNothingElse() {
        assertThat(SlackSignature.isRight("other", TIMESTAMP, SIGNATURE, BODY, THEN))
                .isFalse();
        assertThat(SlackSignature.isRight(SECRET, TIMESTAMP, SIGNATURE.substring(3), BODY, THEN))
                .isFalse();
        assertThat(SlackSignature.isRight(SECRET, TIMESTAMP, SIGNATURE, new byte[0], THEN))
                .isFalse();
        assertThat(SlackSignature.isRight(SECRET, null, SIGNATURE, BODY, THEN)).isFalse();
        assertThat(SlackSignature.isRight(SECRET, TIMESTAMP, null, BODY, THEN)).isFalse();
    }
}
