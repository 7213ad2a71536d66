/** Which types of channel there are. */
@NullMarked
package dev.tocsin.alert.channels;

import org.jspecify.annotations.NullMarked;
