package dev.tocsin.alert.notify.http;

import dev.tocsin.alert.notify.DeliveryOutcome;
import dev.tocsin.alert.notify.DeliveryOutcome.Refused;
import dev.tocsin.alert.notify.DeliveryOutcome.TryLater;
import dev.tocsin.alert.notify.DeliveryOutcome.Unknown;
import dev.tocsin.alert.notify.http.Answer.Answered;
import dev.tocsin.alert.notify.http.Answer.Lost;
import dev.tocsin.alert.notify.http.Answer.NotAllowed;
import dev.tocsin.alert.notify.http.Answer.NotSent;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** What an answer by HTTP means for a message, the same for every channel but for what it calls success. Pure. */
public final class AnswerPolicy {
    /** How long to wait where a person has to mend something: a page must not be lost by then. */
    public static final Duration UNTIL_MENDED = Duration.ofMinutes(2);

    private static final int REDIRECT = 300;
    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;
    /** Also: a try with the same key is being worked on. */
    private static final int CONFLICT = 409;

    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    /** The address, who may post to it, or a proxy on the way; the message would go through elsewhere. */
    private static final Set<Integer> ABOUT_THE_CHANNEL = Set.of(401, 403, 404, 405, 407, 410);

    private AnswerPolicy() {}

    /** @param below300 what the other side's success is; asked of no other answer */
    public static DeliveryOutcome outcomeOf(Answer answer, Function<Answered, DeliveryOutcome> below300) {
        return switch (answer) {
            case NotSent(String reason) -> new TryLater(Optional.empty(), reason);
            case NotAllowed(String reason) -> new TryLater(Optional.of(UNTIL_MENDED), reason);
            case Lost(String reason) -> new Unknown(reason);
            case Answered answered when answered.status() < REDIRECT -> below300.apply(answered);
            case Answered answered -> outcomeOf(answered);
        };
    }

    private static DeliveryOutcome outcomeOf(Answered answered) {
        int status = answered.status();
        String reason = answered.inWords();
        if (status == GATEWAY_TIMEOUT) {
            // A gateway that gave up does not know.
            return new Unknown(reason);
        }
        if (ABOUT_THE_CHANNEL.contains(status)) {
            return new TryLater(answered.retryAfter().or(() -> Optional.of(UNTIL_MENDED)), reason);
        }
        boolean isForNow = status < BAD_REQUEST
                || status == REQUEST_TIMEOUT
                || status == CONFLICT
                || status == TOO_EARLY
                || status == TOO_MANY
                || status >= 500;
        return isForNow ? new TryLater(answered.retryAfter(), reason) : new Refused(reason);
    }

    /** Why a page that tells how the other side is does not tell that it works. */
    public static Optional<String> troubleIn(Answer page) {
        return troubleIn(page, status -> status == TOO_MANY || status >= 500 && status != 501);
    }

    /**
     * Why a look at an address that is made for messages shows that nobody is there; empty if somebody answers, whatever
     * they think of the look: many a receiver fails at a request without a body.
     */
    public static Optional<String> troubleInLook(Answer look) {
        return troubleIn(look, status -> status == TOO_MANY || status == UNAVAILABLE);
    }

    private static Optional<String> troubleIn(Answer answer, IntPredicate isAway) {
        return switch (answer) {
            case Answered answered ->
                isAway.test(answered.status()) ? Optional.of(answered.inWords()) : Optional.empty();
            case NotSent(String reason) -> Optional.of(reason);
            case NotAllowed(String reason) -> Optional.of(reason);
            case Lost(String reason) -> Optional.of(reason);
        };
    }
}
