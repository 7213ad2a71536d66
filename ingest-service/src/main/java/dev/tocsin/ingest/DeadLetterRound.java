package dev.tocsin.ingest;

import dev.tocsin.ingest.DeadLetterResult.Reason;
import dev.tocsin.ingest.DeadLetterResult.Refused;
import dev.tocsin.ingest.DeadLetterResult.Rest;
import dev.tocsin.ingest.refused.KeptLetter;
import dev.tocsin.ingest.refused.LetterRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call that deals with many dead letters, one after the other. For one thread. */
final class DeadLetterRound {
    /** What is left over is told. */
    private static final int MOST = 1_000;

    /** A call that takes longer leaves the rest to the next one, for somebody waits for its answer. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int MOST_REFUSED = 100;
    private static final int MOST_REASONS = 20;

    /** Does something with a letter, or says why not. */
    interface Deed {
        Optional<String> refusal(KeptLetter letter) throws IOException;
    }

    private final Deed deed;
    private final Instant until;
    private final InstantSource clock;
    private final Instant end;
    private final List<LetterRef> done = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private final Map<String, Reason> reasons = new LinkedHashMap<>();
    private @Nullable LetterRef last;
    private boolean isMore;

    /** @param rest what an earlier call left over, or how far somebody has looked; null for all that are there */
    DeadLetterRound(Deed deed, @Nullable Rest rest, InstantSource clock) {
        Instant now = clock.instant();
        this.deed = deed;
        this.until = rest == null || rest.until().isAfter(now) ? now : rest.until();
        this.clock = clock;
        this.end = now.plus(LONGEST);
    }

    /** Deals with a letter, or leaves it for the next call; returns whether another one may come. */
    boolean goesOnAfter(KeptLetter letter) {
        if (letter.letter().at().isAfter(until)) {
            return true;
        }
        if (done.size() == MOST || (last != null && clock.instant().isAfter(end))) {
            isMore = true;
            return false;
        }
        try {
            deed.refusal(letter).ifPresentOrElse(reason -> refuse(letter, reason), () -> done.add(letter.ref()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        last = letter.ref();
        return true;
    }

    private void refuse(KeptLetter letter, String reason) {
        Refused one = new Refused(letter.ref(), reason);
        if (refused.size() < MOST_REFUSED) {
            refused.add(one);
        }
        Reason known = Reason.of(one);
        Reason counted = reasons.size() < MOST_REASONS || reasons.containsKey(known.reason()) ? known : known.asOther();
        reasons.merge(counted.reason(), counted, Reason::and);
    }

    DeadLetterResult result() {
        LetterRef after = last;
        return new DeadLetterResult(
                done,
                refused,
                List.copyOf(reasons.values()),
                isMore && after != null ? new Rest(after, until) : null,
                until);
    }
}
