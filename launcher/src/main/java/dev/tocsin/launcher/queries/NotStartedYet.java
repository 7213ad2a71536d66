package dev.tocsin.launcher.queries;

import dev.tocsin.launcher.terminal.Problem;

/** Elasticsearch has begun to make an index, or to open it, and cannot search it yet: nothing is wrong. */
final class NotStartedYet extends Problem {
    private static final long serialVersionUID = 1L;

    NotStartedYet() {
        super("an index is still being made or opened, and cannot be searched yet: that takes some seconds");
    }
}
