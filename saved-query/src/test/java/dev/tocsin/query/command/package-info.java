/** Tests of what the command prints. */
@NullMarked
package dev.tocsin.query.command;

import org.jspecify.annotations.NullMarked;
