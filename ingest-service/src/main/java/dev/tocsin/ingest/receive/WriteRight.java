package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.MalformedRecord;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Which data streams a client may write.
 *
 * @param streams whether it may write this one
 * @param refusal what it is told of an event for another one, by that one's name
 */
public record WriteRight(Predicate<String> streams, Function<String, MalformedRecord> refusal) {
    /** For doors that ask nobody, and for who may write everything. */
    public static final WriteRight ALL = new WriteRight(_ -> true, _ -> MalformedRecord.forbidden("", ""));
}
