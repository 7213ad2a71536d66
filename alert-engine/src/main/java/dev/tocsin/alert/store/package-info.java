/** PostgreSQL by JDBC: cursors, leases, alert states, outbox. */
@NullMarked
package dev.tocsin.alert.store;

import org.jspecify.annotations.NullMarked;
