/** Taking money, by providers that may be down. */
@NullMarked
package com.example.shop.payment;

import org.jspecify.annotations.NullMarked;
