/** An alert's values over time, as a picture. */
@NullMarked
package dev.tocsin.alert.notify.chart;

import org.jspecify.annotations.NullMarked;
