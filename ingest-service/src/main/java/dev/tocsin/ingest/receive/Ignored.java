package dev.tocsin.ingest.receive;

import java.util.Locale;

/** What a client may ask for beside its events that has no meaning here: they are taken, and this is counted. */
public enum Ignored {
    /** Of Elasticsearch's ingest pipelines. */
    PIPELINE,
    /** To a shard of the client's choice. */
    ROUTING,
    /** Mappings that the client has for its fields. */
    DYNAMIC_TEMPLATES,
    /** That a search finds them at once, or before the answer. */
    REFRESH,
    /** On condition that the document is still the one that was read. */
    IF_SEQ_NO,
    /** With a version of the client's counting. */
    VERSION,
    /** That the target is an alias. */
    REQUIRE_ALIAS,
    /** By so many copies of the shard. */
    WAIT_FOR_ACTIVE_SHARDS;

    /** As metrics write it, and Elasticsearch. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
