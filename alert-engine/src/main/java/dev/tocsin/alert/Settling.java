package dev.tocsin.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what Elasticsearch answers is all that there is. For a while after it was away it is not: events queued up
 * before it and are still arriving, and a window that is counted meanwhile counts too few. An engine that starts does not
 * know what was before. For one thread.
 */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final BooleanSupplier answers;
    private final Duration settle;
    private Standing standing = Standing.AWAY;
    private @Nullable Instant asked;
    private @Nullable Instant until;

    /**
     * Knows nothing yet.
     *
     * @param answers asks Elasticsearch for a sign of life, at most once a second
     * @param settle how long it has to have been answering; zero: it is believed at once
     */
    Settling(BooleanSupplier answers, Duration settle) {
        this.answers = answers;
        this.settle = settle;
    }

    /** Where we stand with Elasticsearch. */
    enum Standing {
        /** It does not answer: whoever asks it something will hear so. */
        AWAY,
        /** It answers, and is not believed yet. */
        SETTLING,
        /** It is believed from this moment on. */
        JUST_SETTLED,
        /** It is believed. */
        SETTLED
    }

    /** The next look after {@link Standing#JUST_SETTLED} says something else. */
    Standing look(Instant now) {
        if (settle.isZero()) {
            return Standing.SETTLED;
        }
        if (standing == Standing.JUST_SETTLED) {
            standing = Standing.SETTLED;
        }
        if (asked == null || !now.isBefore(asked.plus(ASK_AGAIN))) {
            asked = now;
            hear(answers.getAsBoolean(), now);
        }
        return standing;
    }

    /** How long windows still wait. */
    Duration rest(Instant now) {
        return until == null || !until.isAfter(now) ? Duration.ZERO : Duration.between(now, until);
    }

    private void hear(boolean isThere, Instant now) {
        if (!isThere) {
            standing = Standing.AWAY;
            until = null;
        } else if (standing == Standing.AWAY) {
            standing = Standing.SETTLING;
            until = now.plus(settle);
            LOG.atInfo()
                    .addKeyValue("settle", settle)
                    .log("Windows wait for what may have been held up before Elasticsearch");
        } else if (standing == Standing.SETTLING && rest(now).isZero()) {
            standing = Standing.JUST_SETTLED;
        }
    }
}
