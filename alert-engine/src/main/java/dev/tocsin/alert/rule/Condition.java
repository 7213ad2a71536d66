package dev.tocsin.alert.rule;

import java.util.Optional;

/** What is asked of a window. */
public sealed interface Condition {
    /** As people and the version read it, such as {@code hits above 10 (warning), above 100 (critical)}. */
    String inWords();

    /** The number of matching events against levels. */
    record Count(Levels levels) implements Condition {
        @Override
        public String inWords() {
            return "hits " + levels.inWords();
        }
    }

    /** Every matching event is told, once; nothing resolves. */
    record Each(Severity severity) implements Condition {
        @Override
        public String inWords() {
            return "each event (" + severity.inWords() + ")";
        }
    }

    /** Whether few hits are the trouble: then a group that is absent matters. */
    default boolean looksForTooFew() {
        return switch (this) {
            case Count(Levels levels) -> levels.direction() == Direction.BELOW;
            case Each _ -> false;
        };
    }

    /** Levels, where there are any. */
    default Optional<Levels> levelsIfAny() {
        return switch (this) {
            case Count(Levels levels) -> Optional.of(levels);
            case Each _ -> Optional.empty();
        };
    }
}
