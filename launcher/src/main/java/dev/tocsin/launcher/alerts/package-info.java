/** Commands about alerts: which there are, and who has them in hand. */
@NullMarked
package dev.tocsin.launcher.alerts;

import org.jspecify.annotations.NullMarked;
