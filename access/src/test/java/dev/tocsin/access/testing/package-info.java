/** Certificates for tests, made in this process. */
@NullMarked
package dev.tocsin.access.testing;

import org.jspecify.annotations.NullMarked;
