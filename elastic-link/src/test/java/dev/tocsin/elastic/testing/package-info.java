/** The servers that all modules' integration tests run on. */
@NullMarked
package dev.tocsin.elastic.testing;

import org.jspecify.annotations.NullMarked;
