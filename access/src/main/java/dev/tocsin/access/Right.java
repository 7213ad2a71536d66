package dev.tocsin.access;

/** Something that can be done at a door. */
public enum Right {
    /** Send events. */
    SHIP,
    /** Read the API and the metrics. */
    READ,
    /** Pause rules, test channels, silence alerts: what changes who hears of what, and can be taken back. */
    OPERATE,
    /** Everything else, such as reading the configuration again. */
    ADMINISTER
}
