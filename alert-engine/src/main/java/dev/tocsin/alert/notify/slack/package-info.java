/** Slack by incoming webhook. */
@NullMarked
package dev.tocsin.alert.notify.slack;

import org.jspecify.annotations.NullMarked;
