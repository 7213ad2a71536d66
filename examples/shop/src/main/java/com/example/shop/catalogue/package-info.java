/** What the shop sells. */
@NullMarked
package com.example.shop.catalogue;

import org.jspecify.annotations.NullMarked;
