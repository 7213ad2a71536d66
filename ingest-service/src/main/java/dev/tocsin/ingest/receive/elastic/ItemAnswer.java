package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.MalformedRecord;

/**
 * The fate of one document, in Elasticsearch's form. No longer than clients need: some read an answer into a small
 * buffer.
 */
final class ItemAnswer {
    private ItemAnswer() {}

    static void append(StringBuilder json, String dataStream, EventId id) {
        // Neither needs an escape.
        json.append("{\"_index\":\"").append(dataStream);
        json.append("\",\"_id\":\"").append(id.value());
        json.append("\",\"_version\":1,\"result\":\"created\",\"_seq_no\":0,\"_primary_term\":1,\"status\":201}");
    }

    static void append(StringBuilder json, Claim claim, MalformedRecord refusal) {
        json.append("{\"_index\":");
        ElasticAnswer.appendText(json, claim.target() == null ? "" : claim.target());
        json.append(",\"_id\":");
        if (claim.id() == null) {
            json.append("null");
        } else {
            ElasticAnswer.appendText(json, claim.id());
        }
        json.append(",\"status\":").append(status(refusal)).append(",\"error\":");
        String at = refusal.offset() < 0 ? "" : " at byte " + refusal.offset();
        ElasticAnswer.appendError(json, type(refusal), refusal.reason() + at + ": " + refusal.hint());
        json.append('}');
    }

    static int status(MalformedRecord refusal) {
        return refusal.isForbidden() ? 403 : 400;
    }

    private static String type(MalformedRecord refusal) {
        return refusal.isForbidden() ? "security_exception" : "document_parsing_exception";
    }
}
