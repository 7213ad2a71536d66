/** A small server shaped like Slack, with its limits: webhooks, Web API, buttons by Socket Mode or HTTP; for trials without a workspace, and for tests. */
@NullMarked
package dev.tocsin.fakeslack;

import org.jspecify.annotations.NullMarked;
