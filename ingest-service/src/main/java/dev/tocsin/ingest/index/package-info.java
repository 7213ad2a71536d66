/** Journal to Elasticsearch: batches, one verdict per item, repair, retry. */
@NullMarked
package dev.tocsin.ingest.index;

import org.jspecify.annotations.NullMarked;
