/** Verdict to transition: the state machine; pure. */
@NullMarked
package dev.tocsin.alert.state;

import org.jspecify.annotations.NullMarked;
