/** Slack: by a bot, whose message changes in place, or by an incoming webhook. */
@NullMarked
package dev.tocsin.alert.notify.slack;

import org.jspecify.annotations.NullMarked;
