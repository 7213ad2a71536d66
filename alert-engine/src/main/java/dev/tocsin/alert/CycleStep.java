package dev.tocsin.alert;

/** Where a cycle is: tests let it die there. */
enum CycleStep {
    LEASED,
    STARTED,
    LOADED,
    ANSWERED,
    DECIDED,
    ROUTED,
    COMMITTED,
    RECOUNTED
}
