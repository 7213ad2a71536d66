/** What an event is to every step: its form, its id, where it came from. */
@NullMarked
package dev.tocsin.ingest.event;

import org.jspecify.annotations.NullMarked;
