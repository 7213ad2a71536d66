package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How far a conversation came and what was said last.
 *
 * @param code 0 if nothing was said: the connection is gone
 * @param words one clean line, code included, without secrets
 */
record SmtpReply(Stage stage, int code, String words) {
    /** How long to wait where a person has to mend something: a page must not be lost by then. */
    static final Duration UNTIL_MENDED = Duration.ofMinutes(2);

    /** No authentication, the wrong one, or a stronger one needed (RFC 4954, 6). */
    private static final Set<Integer> ABOUT_THE_LOGIN = Set.of(530, 534, 535, 538);

    enum Stage {
        /** To greeting, TLS and login. */
        CONNECTION,
        /** From whom and to whom. */
        ENVELOPE,
        /** The message itself had begun to leave. */
        CONTENT
    }

    /** What it means for the message (RFC 5321, 4.2.1). */
    DeliveryOutcome outcome() {
        if (code >= 200 && code < 300 && stage == Stage.CONTENT) {
            return new Delivered(words);
        }
        if (code >= 500) {
            return isToBeMended() ? new TryLater(Optional.of(UNTIL_MENDED), words) : new Refused(words);
        }
        if (code >= 400 || stage != Stage.CONTENT) {
            return new TryLater(Optional.empty(), words);
        }
        return new Unknown(words);
    }

    /** About us and not about the message: by its code, or by an enhanced one about security or policy (RFC 3463, 3.8). */
    private boolean isToBeMended() {
        return stage == Stage.CONNECTION
                || ABOUT_THE_LOGIN.contains(code)
                || (stage == Stage.ENVELOPE && words.matches("5\\d\\d[ -]5\\.7\\.\\d+ .*"));
    }
}
