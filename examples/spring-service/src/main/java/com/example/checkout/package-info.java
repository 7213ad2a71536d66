/** A stock Spring Boot service, for the README's five minutes. */
@NullMarked
package com.example.checkout;

import org.jspecify.annotations.NullMarked;
