package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.SiftedOut;
import org.jspecify.annotations.Nullable;

/**
 * The fate of one document, in Elasticsearch's form. No longer than clients need: some read an answer into a small
 * buffer.
 */
final class ItemAnswer {
    private ItemAnswer() {}

    /** @param more members at its end */
    static void append(StringBuilder json, String dataStream, EventId id, String more) {
        // Neither needs an escape.
        json.append("{\"_index\":\"").append(dataStream);
        json.append("\",\"_id\":\"").append(id.value());
        json.append("\",\"_version\":1,\"result\":\"created\",\"_seq_no\":0,\"_primary_term\":1,");
        json.append(more).append('}');
    }

    /**
     * An event that a rule took out: Elasticsearch's word for what was asked and had not to be done. The client has nothing
     * to send again.
     *
     * @param more members at its end
     */
    static void append(StringBuilder json, Claim claim, SiftedOut out, String more) {
        json.append("{\"_index\":\"").append(out.dataStream());
        json.append("\",\"_id\":");
        appendName(json, claim.id(), "null");
        json.append(",\"_version\":1,\"result\":\"noop\",");
        json.append(more).append('}');
    }

    /**
     * A document that is refused.
     *
     * @param isLetter whether it is kept as a dead letter
     * @param inFull whether there is room for the reason
     */
    static void append(StringBuilder json, Claim claim, MalformedRecord refusal, boolean isLetter, boolean inFull) {
        json.append("{\"_index\":");
        appendName(json, claim.target(), "\"\"");
        json.append(",\"_id\":");
        appendName(json, claim.id(), "null");
        json.append(",\"status\":").append(status(refusal)).append(",\"error\":");
        ElasticAnswer.appendError(
                json,
                type(refusal),
                (inFull ? refusal.reasonAndPlace() + ": " + refusal.hint() : "see those before")
                        + (isLetter ? "; it is kept as a dead letter" : ""));
        json.append('}');
    }

    /** Longer ones Elasticsearch would not take either; they are not repeated. */
    private static void appendName(StringBuilder json, @Nullable String name, String otherwise) {
        if (name != null && name.length() <= EventId.MAX_LENGTH) {
            ElasticAnswer.appendText(json, name);
        } else {
            json.append(otherwise);
        }
    }

    static int status(MalformedRecord refusal) {
        return refusal.isForbidden() ? 403 : 400;
    }

    private static String type(MalformedRecord refusal) {
        return refusal.isForbidden() ? "security_exception" : "document_parsing_exception";
    }
}
