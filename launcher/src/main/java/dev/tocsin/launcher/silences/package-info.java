/** Commands about silences: they ask a running engine. */
@NullMarked
package dev.tocsin.launcher.silences;

import org.jspecify.annotations.NullMarked;
