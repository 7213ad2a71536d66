/** Tests of the links into Kibana. */
@NullMarked
package dev.tocsin.query.link;

import org.jspecify.annotations.NullMarked;
