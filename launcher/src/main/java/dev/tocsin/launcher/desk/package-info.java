/** What a command has at hand: the folders, the Elasticsearch and the services that are meant, and how these are asked. */
@NullMarked
package dev.tocsin.launcher.desk;

import org.jspecify.annotations.NullMarked;
