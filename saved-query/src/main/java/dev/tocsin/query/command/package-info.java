/** KQL for people and scripts: what {@code ./tocsin kql} prints for one query and for a stream of them. */
@NullMarked
package dev.tocsin.query.command;

import org.jspecify.annotations.NullMarked;
