/** The doors: listeners, admission and an honest answer. */
@NullMarked
package dev.tocsin.ingest.receive;

import org.jspecify.annotations.NullMarked;
