/** Journal to Elasticsearch: batches, one verdict per item, repair, retry, adaptive concurrency. */
@NullMarked
package dev.tocsin.ingest.index;

import org.jspecify.annotations.NullMarked;
