/** Dead letters: what could not be decoded or indexed, kept and countable. */
@NullMarked
package dev.tocsin.ingest.refused;

import org.jspecify.annotations.NullMarked;
