/** A small HTTP server shaped like Slack's incoming webhook: for trials without a workspace, and for tests. */
@NullMarked
package dev.tocsin.fakeslack;

import org.jspecify.annotations.NullMarked;
