/** Kibana's saved searches and saved queries, from the lines that Kibana exports. */
@NullMarked
package dev.tocsin.query.kibana;

import org.jspecify.annotations.NullMarked;
