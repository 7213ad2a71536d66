/** How channels call out by HTTP: guarded, once, and honest about what is known of it. */
@NullMarked
package dev.tocsin.alert.notify.http;

import org.jspecify.annotations.NullMarked;
