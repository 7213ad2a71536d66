/** Commands about dead letters: asks a running ingest service by its management port, and says it to a person. */
@NullMarked
package dev.tocsin.launcher.letters;

import org.jspecify.annotations.NullMarked;
