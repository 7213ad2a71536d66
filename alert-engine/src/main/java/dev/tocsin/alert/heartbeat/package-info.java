/** A synthetic event goes the whole way, from the ingest service to a channel of its own; where it stops is named. */
@NullMarked
package dev.tocsin.alert.heartbeat;

import org.jspecify.annotations.NullMarked;
