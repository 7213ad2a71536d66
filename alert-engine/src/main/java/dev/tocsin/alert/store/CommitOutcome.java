package dev.tocsin.alert.store;

/** What became of a commit. */
public sealed interface CommitOutcome {
    /** Written. */
    record Done() implements CommitOutcome {}

    /** Another engine was faster or holds the lease now: nothing written, look again. */
    record Overtaken() implements CommitOutcome {}

    /** The database does not take what this rule wants to write: nothing written. */
    record Refused(String reason) implements CommitOutcome {}
}
