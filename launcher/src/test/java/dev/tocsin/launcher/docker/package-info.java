/** What can be checked of the Docker door without a Docker engine. */
@NullMarked
package dev.tocsin.launcher.docker;

import org.jspecify.annotations.NullMarked;
