/** The ports of all parts, and who sits on them. */
@NullMarked
package dev.tocsin.launcher.port;

import org.jspecify.annotations.NullMarked;
