/** Links from an alert into Kibana's Discover: RISON and the two URL forms. */
@NullMarked
package dev.tocsin.query.link;

import org.jspecify.annotations.NullMarked;
