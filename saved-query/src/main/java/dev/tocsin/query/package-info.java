/** Saved queries to Elasticsearch queries: KQL, Lucene, Kibana filters; knows no server. */
@NullMarked
package dev.tocsin.query;

import org.jspecify.annotations.NullMarked;
