/** Speed harnesses: what {@code ./tocsin bench NAME} runs; each ends with lines {@code name=value}. */
@NullMarked
package dev.tocsin.bench;

import org.jspecify.annotations.NullMarked;
