/** Log records of OpenTelemetry's protocol, in protobuf or JSON, to fields. */
@NullMarked
package dev.tocsin.ingest.decode.otlp;

import org.jspecify.annotations.NullMarked;
