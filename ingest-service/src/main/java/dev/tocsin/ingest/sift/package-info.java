/** Which events are kept: rules in KQL, asked of each event in memory, with the answer that Elasticsearch would give. */
@NullMarked
package dev.tocsin.ingest.sift;

import org.jspecify.annotations.NullMarked;
