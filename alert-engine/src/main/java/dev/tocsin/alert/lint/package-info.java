/** What is wrong with rules, channels and routes, found before they run: in the files, and against a live Elasticsearch. */
@NullMarked
package dev.tocsin.alert.lint;

import org.jspecify.annotations.NullMarked;
