/** What nobody is to read in the logs, found in texts and replaced. */
@NullMarked
package dev.tocsin.ingest.redact;

import org.jspecify.annotations.NullMarked;
