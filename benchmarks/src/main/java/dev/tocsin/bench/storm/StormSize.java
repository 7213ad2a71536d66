package dev.tocsin.bench.storm;

/**
 * How large a storm is.
 *
 * @param alerts all that fire; every second one ends again
 * @param seconds within which they fire, and as many again within which they end
 * @param rules that they are alerts of, as evenly as it goes
 * @param seed of which alert fires when
 */
public record StormSize(int alerts, int seconds, int rules, long seed) {
    public StormSize {
        if (alerts < 1 || seconds < 1 || rules < 1) {
            throw new IllegalArgumentException("--alerts, --seconds and --rules are 1 at least");
        }
    }
}
