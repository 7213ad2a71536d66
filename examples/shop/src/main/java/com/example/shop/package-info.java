/** A small shop whose logs go to Tocsin: opened for a day in fast motion. */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
