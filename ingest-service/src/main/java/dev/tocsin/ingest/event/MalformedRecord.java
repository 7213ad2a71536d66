package dev.tocsin.ingest.event;

/**
 * A record that could not be decoded: the answer to the client and the text of the dead letter.
 *
 * @param reason what is wrong, without the offending value (it may be a secret)
 * @param offset byte offset in the record where it was noticed, or -1
 * @param hint what the sender can do
 */
public record MalformedRecord(String reason, long offset, String hint) {}
