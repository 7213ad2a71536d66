/** The story of a payment outage, on real servers, with figures at the end. */
@NullMarked
package dev.tocsin.launcher.demo;

import org.jspecify.annotations.NullMarked;
