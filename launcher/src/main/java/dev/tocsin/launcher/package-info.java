/** What ./tocsin runs: commands, and the wiring of all parts on one machine. */
@NullMarked
package dev.tocsin.launcher;

import org.jspecify.annotations.NullMarked;
