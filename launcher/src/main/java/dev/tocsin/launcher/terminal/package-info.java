/** How it talks to a person: lines, tables, progress; plain where nobody watches. */
@NullMarked
package dev.tocsin.launcher.terminal;

import org.jspecify.annotations.NullMarked;
