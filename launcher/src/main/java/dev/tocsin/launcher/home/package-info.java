/** The data folder: who runs in it, and what is known about that after a crash. */
@NullMarked
package dev.tocsin.launcher.home;

import org.jspecify.annotations.NullMarked;
