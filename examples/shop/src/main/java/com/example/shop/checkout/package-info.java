/** From the cart to an order. */
@NullMarked
package com.example.shop.checkout;

import org.jspecify.annotations.NullMarked;
