/** ECS mapping, timestamps, severity, field limits, data stream names. */
@NullMarked
package dev.tocsin.ingest.enrich;

import org.jspecify.annotations.NullMarked;
