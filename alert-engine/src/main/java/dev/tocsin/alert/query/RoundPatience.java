package dev.tocsin.alert.query;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How long a round goes on asking a server that does not answer: each request without an answer costs a wait. Whoever asks
 * something for the round looks here before, and says here what came of it. Once there is a silence nothing more is asked:
 * the rest would only wait as long. For one thread.
 */
public final class RoundPatience {
    /** One request without an answer may be its own fault. */
    private static final int MOST_IN_A_ROW = 2;

    /** What hangs and what answers may take turns: then this many waits, which are minutes, are enough. */
    private static final int MOST_IN_ALL = 8;

    /**
     * Each costs one more wait. Three get through to an eighth of a part; who is in the eighth that hangs is asked alone the
     * next time.
     */
    private static final int MOST_SPLIT_FOR_SILENCE = 3;

    /** Enough for two offenders among a hundred; who talks nonsense to everything is not asked for ever. */
    private static final int MOST_SPLIT_FOR_NONSENSE = 14;

    private final Map<String, String> silentPatterns = new LinkedHashMap<>();
    private Optional<String> silence = Optional.empty();
    private int inARow;
    private int inAll;
    private int splitForSilence;
    private int splitForNonsense;

    /** Why nothing more is asked; empty as long as somebody may answer. */
    Optional<String> silence() {
        return silence;
    }

    void answered() {
        inARow = 0;
    }

    /**
     * A request had no answer.
     *
     * @param isOne whether it was about one thing: many may take longer together than anybody waits
     * @param answersAtAll asks the server for a sign of life
     * @return why what was asked is not known
     */
    String unanswered(boolean isOne, IOException e, BooleanSupplier answersAtAll) {
        inAll++;
        inARow += isOne ? 1 : 0;
        if (inARow >= MOST_IN_A_ROW || inAll >= MOST_IN_ALL || !answersAtAll.getAsBoolean()) {
            return fallSilent(e);
        }
        return "the search has no answer, though Elasticsearch is there: " + e.getMessage();
    }

    private String fallSilent(IOException e) {
        String reason = SearchReply.NO_ANSWER + ": " + e.getMessage();
        silence = Optional.of(reason);
        return reason;
    }

    /** Why this pattern's fields are not asked for any more; what needs none of them goes on. */
    Optional<String> silenceAbout(String pattern) {
        if (silence.isPresent()) {
            return silence;
        }
        String own = silentPatterns.get(pattern);
        return own == null && silentPatterns.size() >= MOST_IN_A_ROW
                ? silentPatterns.values().stream().findFirst()
                : Optional.ofNullable(own);
    }

    /** The pattern's fields were asked for, and there was no answer. */
    String unansweredAbout(String pattern, IOException e, BooleanSupplier answersAtAll) {
        if (!answersAtAll.getAsBoolean()) {
            return fallSilent(e);
        }
        String reason = SearchReply.NO_ANSWER + ": " + e.getMessage();
        silentPatterns.put(pattern, reason);
        return reason;
    }

    /** Whether what had no answer is asked in halves. */
    boolean splitsForSilence() {
        return silence.isEmpty() && splitForSilence++ < MOST_SPLIT_FOR_SILENCE;
    }

    /** Whether what was answered by nonsense is asked in halves. */
    boolean splitsForNonsense() {
        return splitForNonsense++ < MOST_SPLIT_FOR_NONSENSE;
    }
}
