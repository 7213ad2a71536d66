/** Kibana's saved objects: readable sources to the one file that Kibana imports. */
@NullMarked
package dev.tocsin.kibana;

import org.jspecify.annotations.NullMarked;
