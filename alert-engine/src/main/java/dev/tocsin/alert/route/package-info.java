/** Which channel hears of a transition, and when; pure. */
@NullMarked
package dev.tocsin.alert.route;

import org.jspecify.annotations.NullMarked;
