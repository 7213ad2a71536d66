/** What people set for a service: held against what there is to set, and what is wrong told in words. */
@NullMarked
package dev.tocsin.settings;

import org.jspecify.annotations.NullMarked;
