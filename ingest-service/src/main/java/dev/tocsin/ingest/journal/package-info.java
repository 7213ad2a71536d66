/** Durable before the answer: segments, checksums, group commit, recovery, checkpoint. */
@NullMarked
package dev.tocsin.ingest.journal;

import org.jspecify.annotations.NullMarked;
