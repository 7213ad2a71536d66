/** The alert engine: schedule, query, evaluate, state, route, notify, history. */
@NullMarked
package dev.tocsin.alert;

import org.jspecify.annotations.NullMarked;
