package dev.tocsin.access;

/** What came of looking again at files that may have changed. Each change is told once. */
public sealed interface Reload {
    /** As at the last look. */
    record Unchanged() implements Reload {}

    /** What is new is in force. */
    record Taken(String what) implements Reload {}

    /** As at the last look, and will not hold much longer: a sentence for people, once a day. */
    record EndsSoon(String reminder) implements Reload {}

    /** As at the last look, and not valid now: a sentence for people, once a day. */
    record OutOfTime(String reminder) implements Reload {}

    /** What is new is bad; what was in force stays so. */
    record Refused(String reason) implements Reload {}
}
