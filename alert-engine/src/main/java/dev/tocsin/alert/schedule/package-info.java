/** Quartz wakes the work, cursors decide which windows are due. */
@NullMarked
package dev.tocsin.alert.schedule;

import org.jspecify.annotations.NullMarked;
