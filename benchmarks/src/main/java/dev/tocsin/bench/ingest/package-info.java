/** What the ingest service does in a second and takes for it: beside prepared bulk bodies, in front of nothing, beside rsyslog. */
@NullMarked
package dev.tocsin.bench.ingest;

import org.jspecify.annotations.NullMarked;
