/** Any receiver of JSON or of a body of one's own, signed. */
@NullMarked
package dev.tocsin.alert.notify.webhook;

import org.jspecify.annotations.NullMarked;
