/** Commands about saved queries and events: what there is, what it means, what it finds. */
@NullMarked
package dev.tocsin.launcher.queries;

import org.jspecify.annotations.NullMarked;
