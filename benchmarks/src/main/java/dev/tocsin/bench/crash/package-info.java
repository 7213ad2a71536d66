/** Crash harnesses: real service processes that are killed while work is under way, and a count of what is left. */
@NullMarked
package dev.tocsin.bench.crash;

import org.jspecify.annotations.NullMarked;
