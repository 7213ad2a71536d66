package dev.tocsin.alert.rule;

/** How bad a breach is; the order is the order of severity. */
public enum Severity {
    WARNING,
    CRITICAL
}
