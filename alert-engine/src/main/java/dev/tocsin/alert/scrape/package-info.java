/** What Prometheus is told of rules and alerts: the active alerts in its own form, and how the rules stand. */
@NullMarked
package dev.tocsin.alert.scrape;

import org.jspecify.annotations.NullMarked;
