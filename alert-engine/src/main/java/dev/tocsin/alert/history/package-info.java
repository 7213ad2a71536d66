/** What every window saw, transitions and notifications, in Elasticsearch. */
@NullMarked
package dev.tocsin.alert.history;

import org.jspecify.annotations.NullMarked;
