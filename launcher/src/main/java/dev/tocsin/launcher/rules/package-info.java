/** Know before you save: rules looked at, tried on the past, and asked of a running engine. */
@NullMarked
package dev.tocsin.launcher.rules;

import org.jspecify.annotations.NullMarked;
