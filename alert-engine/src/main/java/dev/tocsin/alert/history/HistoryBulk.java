package dev.tocsin.alert.history;

import dev.tocsin.elastic.ElasticAnswer;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A bulk request of history rows, and what its answer means for each of them. Pure. */
final class HistoryBulk {
    private static final Set<String> FAULT_OF_THE_DOCUMENT =
            Set.of("document_parsing_exception", "mapper_parsing_exception", "strict_dynamic_mapping_exception");
    private static final int LONGEST_REASON = 300;

    private HistoryBulk() {}

    /**
     * @param written rows that the index has
     * @param refused rows that it will never take, with the reason
     * @param trouble why the rest has to be tried again; empty if there is no rest
     */
    record Result(List<Long> written, Map<Long, String> refused, Optional<String> trouble) {}

    static byte[] body(List<HistoryBacklog.Row> rows) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (HistoryBacklog.Row row : rows) {
            JsonObject action = Json.createObjectBuilder()
                    .add(
                            "index",
                            Json.createObjectBuilder()
                                    .add("_index", HistoryIndices.indexOf(row.entry()))
                                    .add("_id", HistoryIndices.documentId(row.entry())))
                    .build();
            body.writeBytes(action.toString().getBytes(StandardCharsets.UTF_8));
            body.write('\n');
            body.writeBytes(row.entry().document().toString().getBytes(StandardCharsets.UTF_8));
            body.write('\n');
        }
        return body.toByteArray();
    }

    /** What was not understood is not success. */
    static Result read(List<HistoryBacklog.Row> rows, ElasticAnswer answer) {
        if (!answer.isSuccess()) {
            return nothing("Elasticsearch answered " + answer.status());
        }
        try {
            JsonArray items = answer.json().getJsonArray("items");
            if (items == null || items.size() != rows.size()) {
                return nothing("the answer does not fit the request");
            }
            return readItems(rows, items);
        } catch (JsonException | ClassCastException | NullPointerException e) {
            return nothing("the answer cannot be read");
        }
    }

    private static Result readItems(List<HistoryBacklog.Row> rows, JsonArray items) {
        List<Long> written = new ArrayList<>();
        Map<Long, String> refused = new LinkedHashMap<>();
        String trouble = null;
        for (int i = 0; i < rows.size(); i++) {
            JsonObject item = items.getJsonObject(i).getJsonObject("index");
            int status = item.getInt("status", 0);
            long position = rows.get(i).position();
            if (status == 200 || status == 201) {
                written.add(position);
                continue;
            }
            JsonObject error = item.getJsonObject("error");
            String type = error == null ? "" : error.getString("type", "");
            String reason = status + " " + type + ": " + cut(error == null ? "" : error.getString("reason", ""));
            if (FAULT_OF_THE_DOCUMENT.contains(type)) {
                refused.put(position, reason);
            } else if (trouble == null) {
                trouble = reason;
            }
        }
        return new Result(written, refused, Optional.ofNullable(trouble));
    }

    /** Without the field's value, which the server prints. */
    private static String cut(String reason) {
        int value = reason.indexOf("Preview of field");
        String safe = value < 0 ? reason : reason.substring(0, value).strip();
        return safe.length() <= LONGEST_REASON ? safe : safe.substring(0, LONGEST_REASON);
    }

    private static Result nothing(String trouble) {
        return new Result(List.of(), Map.of(), Optional.of(trouble));
    }
}
