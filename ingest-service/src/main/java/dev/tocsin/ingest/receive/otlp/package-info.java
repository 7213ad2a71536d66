/** Logs by OpenTelemetry's protocol: {@code POST /v1/logs} and the gRPC service. */
@NullMarked
package dev.tocsin.ingest.receive.otlp;

import org.jspecify.annotations.NullMarked;
