package dev.tocsin.alert.evaluate;

import dev.tocsin.alert.rule.GroupKey;

/**
 * A verdict and whom it is about.
 *
 * @param seen whether the group had any event in the window
 */
public record GroupVerdict(GroupKey group, Verdict verdict, boolean seen) {}
