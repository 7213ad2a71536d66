package dev.tocsin.ingest.receive;

import java.util.Map;

/**
 * What a client is told.
 *
 * @param status of HTTP
 * @param headers besides the length; without a content type it is {@code application/json}
 * @param body owned by the answer
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {}
