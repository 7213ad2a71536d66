/** What goes wrong around the data plane: disks that forget, fill up and dawdle, a clock that is set, a connection that is cut. */
@NullMarked
package dev.tocsin.bench.crash.fault;

import org.jspecify.annotations.NullMarked;
