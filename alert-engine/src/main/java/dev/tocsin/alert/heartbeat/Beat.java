package dev.tocsin.alert.heartbeat;

import java.time.Instant;

/**
 * One synthetic event.
 *
 * @param number one more than that of the one before
 * @param sentAt its own time, by the database's clock, to the millisecond
 */
public record Beat(long number, Instant sentAt) {}
