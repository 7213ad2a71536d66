/** Events per second through the doors, against prepared bulk bodies sent straight to the same Elasticsearch. */
@NullMarked
package dev.tocsin.bench.ingest;

import org.jspecify.annotations.NullMarked;
