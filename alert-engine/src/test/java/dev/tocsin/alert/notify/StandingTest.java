package dev.tocsin.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.alert.route.Acknowledgement;
import dev.tocsin.alert.route.Care;
import dev.tocsin.alert.route.Notices;
import dev.tocsin.alert.route.NotificationIntent;
import dev.tocsin.alert.route.Occasion;
import dev.tocsin.alert.route.Timing;
import dev.tocsin.alert.rule.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StandingTest {
    private static final Acknowledgement BY_KIM =
            new Acknowledgement("any", Severity.CRITICAL, "kim", "", Notices.FIRST, null);
    private static final Instant TOLD = Notices.FIRST;

    /** Told at minute 0 and again at minute 60; times in minutes. */
    @ParameterizedTest
    @CsvSource({
        "nobody,          240, 299, nothing,               299",
        "nobody,          240, 300, REPEAT,                300",
        "nobody,          0,   9999, nothing,              9999",
        "looked after,    240, 9999, nothing,              none",
        "ended before 30, 240, 100, nothing,               70",
        "ended before 30, 240, 300, REPEAT,                270",
        "ended at 90,     240, 91,  ACKNOWLEDGEMENT_ENDED, 1",
        "ended at 90,     0,   91,  ACKNOWLEDGEMENT_ENDED, 1"
    })
    void decidesWhenItIsToldAgainAndForHowLongNobodyTakesCare(
            String cares, long repeat, long minute, String occasion, String unacknowledged) {
        Instant now = TOLD.plus(Duration.ofMinutes(minute));
        Care care = care(cares);

        Optional<NotificationIntent> reminder = standing(repeat).reminder(care, now);

        assertThat(reminder.map(intent -> intent.occasion().cause().name()).orElse("nothing"))
                .isEqualTo(occasion);
        assertThat(standing(repeat)
                        .unacknowledged(care, now)
                        .map(time -> Long.toString(time.toMinutes()))
                        .orElse("none"))
                .isEqualTo(unacknowledged);
    }

    @Test
    void saysForHowLongItLastsAndHasTheSameIdWhoeverDecidesIt() {
        NotificationIntent one = standing(240)
                .reminder(new Care.Nobody(), TOLD.plus(Duration.ofHours(5)))
                .orElseThrow();
        NotificationIntent other = standing(240)
                .reminder(new Care.Nobody(), TOLD.plus(Duration.ofHours(6)))
                .orElseThrow();

        assertThat(one.occasion()).isEqualTo(new Occasion(Occasion.Cause.REPEAT, "It has lasted 5 h."));
        assertThat(one.id()).isEqualTo(other.id());
    }

    private static Standing standing(long repeatMinutes) {
        return new Standing(
                "alerts",
                "checkout-errors",
                Notices.fired().build(),
                TOLD,
                TOLD.plus(Duration.ofMinutes(60)),
                null,
                true,
                new Timing(Duration.ZERO, Duration.ofMinutes(repeatMinutes)));
    }

    private static Care care(String words) {
        return switch (words) {
            case "nobody" -> new Care.Nobody();
            case "looked after" -> new Care.LookedAfter(BY_KIM);
            case "ended before 30" -> new Care.Ended(TOLD.plus(Duration.ofMinutes(30)), "kim acknowledged it");
            default -> new Care.Ended(TOLD.plus(Duration.ofMinutes(90)), "kim acknowledged it");
        };
    }
}
