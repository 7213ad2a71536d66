/** The numbers that senders give their events: what is missing among them was lost before it came to us. */
@NullMarked
package dev.tocsin.ingest.sequence;

import org.jspecify.annotations.NullMarked;
