/** What a rule is, and reading rule files with all problems at once. */
@NullMarked
package dev.tocsin.alert.rule;

import org.jspecify.annotations.NullMarked;
