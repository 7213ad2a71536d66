/** A storm of alerts through the engine's outbox and delivery into a Slack that limits the rate, recounted in what Slack has. */
@NullMarked
package dev.tocsin.bench.storm;

import org.jspecify.annotations.NullMarked;
