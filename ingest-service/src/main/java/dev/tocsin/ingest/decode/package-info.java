/** Bytes to events in one canonical form, one decoder per format. */
@NullMarked
package dev.tocsin.ingest.decode;

import org.jspecify.annotations.NullMarked;
