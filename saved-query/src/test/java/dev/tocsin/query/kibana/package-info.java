@NullMarked
package dev.tocsin.query.kibana;

import org.jspecify.annotations.NullMarked;
