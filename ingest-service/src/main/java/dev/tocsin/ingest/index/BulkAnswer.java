package dev.tocsin.ingest.index;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the answer to a bulk as a stream of tokens. */
final class BulkAnswer {
    private static final JsonFactory JSON = new JsonFactory();

    private BulkAnswer() {}

    /** What filter_path leaves of the answer to a bulk of which everything was taken. */
    private static final byte[] ALL_TAKEN = ascii("{\"errors\":false,\"items\":[");

    private static final byte[] TAKEN = ascii("{\"create\":{\"status\":201}}");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The lines of the answer; empty if it is not the answer to a bulk of {@code expected} documents. */
    static Optional<List<BulkItem>> read(byte[] body, int expected) {
        if (isAllTaken(body, expected)) {
            return Optional.of(Collections.nCopies(expected, BulkItem.CREATED));
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            List<BulkItem> items = new ArrayList<>(expected);
            boolean found = false;
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("items") && value == JsonToken.START_ARRAY) {
                    readItems(parser, items);
                    found = true;
                } else {
                    parser.skipChildren();
                }
            }
            boolean whole = parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
            return whole && found && items.size() == expected ? Optional.of(items) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Whether it is the usual answer, byte for byte; nothing else is taken for success here. */
    private static boolean isAllTaken(byte[] body, int expected) {
        int each = TAKEN.length + 1;
        if (expected == 0
                || body.length != ALL_TAKEN.length + expected * each + 1
                || !Arrays.equals(body, 0, ALL_TAKEN.length, ALL_TAKEN, 0, ALL_TAKEN.length)) {
            return false;
        }
        for (int i = 0, at = ALL_TAKEN.length; i < expected; i++, at += each) {
            byte behind = (byte) (i == expected - 1 ? ']' : ',');
            if (body[at + TAKEN.length] != behind
                    || !Arrays.equals(body, at, at + TAKEN.length, TAKEN, 0, TAKEN.length)) {
                return false;
            }
        }
        return body[body.length - 1] == '}';
    }

    private static void readItems(JsonParser parser, List<BulkItem> items) {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            BulkItem item = new BulkItem(0, null, null, null);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                item = parser.nextToken() == JsonToken.START_OBJECT ? readItem(parser) : item;
            }
            items.add(item);
        }
    }

    private static BulkItem readItem(JsonParser parser) {
        int status = 0;
        String failureStore = null;
        @Nullable String[] error = {null, null};
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "status" -> status = value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : 0;
                case "failure_store" -> failureStore = parser.getValueAsString();
                case "error" -> readError(parser, value, error);
                default -> parser.skipChildren();
            }
        }
        return new BulkItem(status, error[0], error[1], failureStore);
    }

    private static void readError(JsonParser parser, JsonToken token, @Nullable String[] error) {
        error[0] = "unknown";
        if (token != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (value == JsonToken.VALUE_STRING && name.equals("type")) {
                error[0] = parser.getString();
            } else if (value == JsonToken.VALUE_STRING && name.equals("reason")) {
                error[1] = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
    }
}
