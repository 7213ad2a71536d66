package dev.tocsin.ingest.enrich;

import java.util.List;

/**
 * A field that has a place of its own in the document; everything else is a label.
 *
 * @param path dotted ECS name, such as {@code log.level}; written as nested objects
 * @param type what Elasticsearch maps it to; a value that does not fit becomes a label
 * @param single at most one value is written, more of them become labels; else an array is kept
 * @param aliases names by which senders also call it, best first; the path itself is better than all of them
 */
public record EcsField(String path, FieldType type, boolean single, List<String> aliases) {
    public EcsField {
        aliases = List.copyOf(aliases);
    }
}
