/** What is counted by data stream, on both sides of the journal. */
@NullMarked
package dev.tocsin.ingest.account;

import org.jspecify.annotations.NullMarked;
