/** REST for people and the command line. */
@NullMarked
package dev.tocsin.alert.api;

import org.jspecify.annotations.NullMarked;
