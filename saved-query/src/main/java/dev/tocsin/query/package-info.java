/**
 * Saved queries to Elasticsearch queries: KQL, Lucene, Kibana filters; knows no server. {@link dev.tocsin.query.Kql} and
 * {@link dev.tocsin.query.SavedQuery} are the front doors.
 */
@NullMarked
package dev.tocsin.query;

import org.jspecify.annotations.NullMarked;
