package dev.tocsin.alert.rule;

/**
 * When an alert flaps: it changed between firing and not firing so many times in so many of its last evaluations. It does
 * so until none of that many changed.
 */
public record FlapLimit(int changes, int of) {
    /** Of a rule that does not say otherwise. */
    public static final FlapLimit STANDARD = new FlapLimit(4, 20);
}
