/** What the integration tests of all modules share: the servers that they run on, and the table of metrics. */
@NullMarked
package dev.tocsin.elastic.testing;

import org.jspecify.annotations.NullMarked;
