/** Commands about routes: who would hear of an alert, and why; reads the files, asks no server that it can do without. */
@NullMarked
package dev.tocsin.launcher.routes;

import org.jspecify.annotations.NullMarked;
