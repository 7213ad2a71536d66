package dev.tocsin.bench.crash;

/**
 * What came of one {@link Trial}.
 *
 * @param trial its name
 * @param runs how often the trouble was made
 * @param target how often it was to be made
 * @param acknowledged events that a client was told of
 * @param repeats requests that were sent again
 * @param lost acknowledged and not found, where that was counted
 * @param doubled found more than once, where that was counted
 * @param trouble why it could not be played to its end and counted; empty if it could
 */
public record Row(
        String trial, int runs, int target, int acknowledged, int repeats, int lost, int doubled, String trouble) {
    /** What could not be counted: it broke off, or not everything had the time to be indexed. */
    static Row notCounted(Trial trial, int runs, Ledger ledger, String trouble) {
        return new Row(trial.name(), runs, trial.target(), ledger.acknowledged(), ledger.repeats(), 0, 0, trouble);
    }

    /** Before the first run. */
    static Row of(Trial trial) {
        return new Row(trial.name(), 0, trial.target(), 0, 0, 0, 0, "");
    }

    /** Both together, of the same trial. */
    Row plus(Row more) {
        return new Row(
                trial,
                runs + more.runs,
                target,
                acknowledged + more.acknowledged,
                repeats + more.repeats,
                lost + more.lost,
                doubled + more.doubled,
                trouble.isEmpty() ? more.trouble : trouble);
    }

    /** Whether it was played and every event is there, once. */
    public boolean isClean() {
        return isCounted() && acknowledged > 0 && lost == 0 && doubled == 0;
    }

    /** Whether all of it was; else nobody knows how many are lost or doubled. */
    public boolean isCounted() {
        return trouble.isEmpty();
    }

    /** For who reads it. */
    public String lostInWords() {
        return isCounted() ? Integer.toString(lost) : "unknown";
    }

    /** For who reads it. */
    public String doubledInWords() {
        return isCounted() ? Integer.toString(doubled) : "unknown";
    }

    /** How many runs there was no time for. */
    int missing() {
        return Math.max(0, target - runs);
    }

    /** Whether the service was killed, as people run it. */
    public boolean isOfWholeService() {
        return trial.equals(ServiceKills.NAME);
    }

    /** For who reads it by program. */
    public String line() {
        return "crash.%s runs=%d lost=%s doubled=%s".formatted(trial, runs, lostInWords(), doubledInWords());
    }
}
