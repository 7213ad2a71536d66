/** Who may come in and what they may do there: tokens and roles, TLS, secrets by reference, the loopback rule, rate limits. */
@NullMarked
package dev.tocsin.access;

import org.jspecify.annotations.NullMarked;
