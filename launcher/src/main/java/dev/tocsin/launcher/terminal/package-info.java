/** How it talks to a person: lines, tables, progress, problems; plain where nobody watches, and harmless wherever a text is from. */
@NullMarked
package dev.tocsin.launcher.terminal;

import org.jspecify.annotations.NullMarked;
