/** Elasticsearch's bulk API, for clients that know nothing else. */
@NullMarked
package dev.tocsin.ingest.receive.elastic;

import org.jspecify.annotations.NullMarked;
