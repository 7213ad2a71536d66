/** Prometheus' Alertmanager, by its API of version 2. */
@NullMarked
package dev.tocsin.alert.notify.alertmanager;

import org.jspecify.annotations.NullMarked;
