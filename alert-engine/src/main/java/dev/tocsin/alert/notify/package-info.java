/** The outbox: delivery, retry, rate limit, rendering; knows no channel. */
@NullMarked
package dev.tocsin.alert.notify;

import org.jspecify.annotations.NullMarked;
