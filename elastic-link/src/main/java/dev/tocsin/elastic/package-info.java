/** How both services reach Elasticsearch: client, authentication, TLS, what the server can do. */
@NullMarked
package dev.tocsin.elastic;

import org.jspecify.annotations.NullMarked;
