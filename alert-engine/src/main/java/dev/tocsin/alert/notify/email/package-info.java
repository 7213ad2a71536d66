/** E-mail by SMTP, with TLS. */
@NullMarked
package dev.tocsin.alert.notify.email;

import org.jspecify.annotations.NullMarked;
