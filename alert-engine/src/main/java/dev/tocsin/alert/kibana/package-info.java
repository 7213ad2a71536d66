/** What rules refer to in Kibana: fetched now and then, kept for when Kibana is away. */
@NullMarked
package dev.tocsin.alert.kibana;

import org.jspecify.annotations.NullMarked;
