/** Rules and windows to few Elasticsearch requests to values per group. */
@NullMarked
package dev.tocsin.alert.query;

import org.jspecify.annotations.NullMarked;
