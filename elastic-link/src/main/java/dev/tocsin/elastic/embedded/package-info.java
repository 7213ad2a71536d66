/** Real servers as child processes: Elasticsearch and PostgreSQL for trials, tests and benchmarks. */
@NullMarked
package dev.tocsin.elastic.embedded;

import org.jspecify.annotations.NullMarked;
