/** {@code POST /v1/events}. */
@NullMarked
package dev.tocsin.ingest.receive.events;

import org.jspecify.annotations.NullMarked;
