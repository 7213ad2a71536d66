/** Tests of the translations, against what was recorded from Kibana and against themselves. */
@NullMarked
package dev.tocsin.query;

import org.jspecify.annotations.NullMarked;
