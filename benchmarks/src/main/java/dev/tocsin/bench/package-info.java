/** Speed and crash harnesses, run by {@code ./tocsin bench NAME}; each ends with lines {@code name=value}. */
@NullMarked
package dev.tocsin.bench;

import org.jspecify.annotations.NullMarked;
