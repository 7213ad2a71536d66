package dev.tocsin.ingest.enrich;

import dev.tocsin.ingest.event.EventId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The ids of one request's records under its {@code Idempotency-Key}: {@code <key>.<place>.<content>}, with digests of
 * the key and of the record's bytes. Whoever repeats a request gets the ids of the first time; other records under a used
 * key get ids of their own, so none is taken for an old one. The key stands first: ids of one request lie together in
 * Elasticsearch's index. Not thread-safe.
 */
public final class KeyedIds {
    /** 96 bits each: two records share an id only if key, place and content all collide. */
    private static final int DIGEST_BYTES = 12;

    private final MessageDigest sha256 = ClientIds.sha256();
    private final String key;

    private KeyedIds(String idempotencyKey) {
        byte[] digest = sha256.digest(idempotencyKey.getBytes(StandardCharsets.UTF_8));
        key = ClientIds.text(digest, DIGEST_BYTES) + '.';
    }

    public static KeyedIds under(String idempotencyKey) {
        return new KeyedIds(idempotencyKey);
    }

    /**
     * The id of the record between {@code from} and {@code to}, to which white space around it does not belong: a line and
     * an element of an array are the same record.
     *
     * @param place of the record in its request, from 0: two equal records of one request are two events
     */
    public EventId of(int place, byte[] bytes, int from, int to) {
        sha256.update(bytes, from, to - from);
        return new EventId(key + place + '.' + ClientIds.text(sha256.digest(), DIGEST_BYTES));
    }
}
