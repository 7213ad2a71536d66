/** Crash harnesses: what the services stand on is killed, cut, filled and put back while work is under way, and what is left is counted. */
@NullMarked
package dev.tocsin.bench.crash;

import org.jspecify.annotations.NullMarked;
