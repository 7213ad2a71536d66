/** Values to a verdict per group; pure. */
@NullMarked
package dev.tocsin.alert.evaluate;

import org.jspecify.annotations.NullMarked;
