/** The parts as processes: started in order, watched, stopped in reverse order, never orphaned. */
@NullMarked
package dev.tocsin.launcher.part;

import org.jspecify.annotations.NullMarked;
