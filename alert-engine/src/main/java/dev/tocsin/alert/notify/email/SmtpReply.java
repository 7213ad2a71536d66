package dev.tocsin.alert.notify.email;

import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Delivered;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.HarmlessText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far a conversation came and what was said last.
 *
 * @param code 0 if nothing was said: the connection is gone
 * @param words one clean line, code included, without secrets
 * @param refused recipients, if others have the message
 */
record SmtpReply(Stage stage, int code, String words, List<RefusedRecipient> refused) {
    /** How long to wait where a person has to mend something: a page must not be lost by then. */
    static final Duration UNTIL_MENDED = Duration.ofMinutes(2);

    /** No authentication, the wrong one, or a stronger one needed (RFC 4954, 6). */
    private static final Set<Integer> ABOUT_THE_LOGIN = Set.of(530, 534, 535, 538);

    private static final int LONGEST = 500;
    private static final int TOO_LARGE = 552;

    /** For the server, and for a mailbox (RFC 3463, 3.3 and 3.4). */
    private static final Set<String> ENHANCED_TOO_LARGE = Set.of("5.3.4", "5.2.3");

    private static final String MAILBOX_FULL = "5.2.2";

    /** Exchange's: not allowed to send as this sender. */
    private static final String SEND_AS_DENIED = "5.2.252";

    private static final Pattern ENHANCED = Pattern.compile("5\\d\\d[ -](5\\.\\d{1,3}\\.\\d{1,3})(?!\\d).*");

    enum Stage {
        /** To greeting, TLS and login. */
        CONNECTION,
        /** From whom and to whom. */
        ENVELOPE,
        /** The message itself had begun to leave. */
        CONTENT
    }

    SmtpReply {
        refused = List.copyOf(refused);
    }

    SmtpReply(Stage stage, int code, String words) {
        this(stage, code, words, List.of());
    }

    SmtpReply without(List<RefusedRecipient> some) {
        return new SmtpReply(stage, code, words, some);
    }

    boolean isTaken() {
        return code >= 200 && code < 300 && stage == Stage.CONTENT;
    }

    /** What it means for the message (RFC 5321, 4.2.1). */
    DeliveryOutcome outcome() {
        if (isTaken()) {
            return new Delivered(refused.isEmpty() ? words : inWords(refused));
        }
        if (code >= 500) {
            return isAboutUs() ? new TryLater(Optional.of(UNTIL_MENDED), words) : new Refused(words);
        }
        if (code >= 400 || stage != Stage.CONTENT) {
            return new TryLater(Optional.empty(), words);
        }
        return new Unknown(words);
    }

    private static String inWords(List<RefusedRecipient> refused) {
        return HarmlessText.line(
                refused.stream()
                        .map(one -> one.address() + ": " + one.words())
                        .collect(Collectors.joining("; ", "delivered, but not to ", "")),
                LONGEST);
    }

    /** And not about the message, which would go through once a person has mended who we are or whom we write to. */
    private boolean isAboutUs() {
        if (ABOUT_THE_LOGIN.contains(code)) {
            return true;
        }
        Matcher matcher = ENHANCED.matcher(words);
        String enhanced = matcher.matches() ? matcher.group(1) : "";
        return switch (stage) {
            case CONNECTION -> true;
            case ENVELOPE ->
                !ENHANCED_TOO_LARGE.contains(enhanced) && (code != TOO_LARGE || enhanced.equals(MAILBOX_FULL));
            // Security and policy (RFC 3463, 3.8).
            case CONTENT -> enhanced.startsWith("5.7.") || enhanced.equals(SEND_AS_DENIED);
        };
    }
}
