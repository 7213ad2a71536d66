/** The ingest service: receive, decode, enrich, journal, index. */
@NullMarked
package dev.tocsin.ingest;

import org.jspecify.annotations.NullMarked;
