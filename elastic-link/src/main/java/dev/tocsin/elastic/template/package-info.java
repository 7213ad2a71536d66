/** Installs the index templates: plan, install, remove. */
@NullMarked
package dev.tocsin.elastic.template;

import org.jspecify.annotations.NullMarked;
