package dev.tocsin.ingest.enrich;

/**
 * Where a service's events go.
 *
 * @param name {@code event.dataset}: the service's name as Elasticsearch allows it
 * @param stream {@code logs-<name>-<namespace>}
 */
record Dataset(String name, String stream) {}
