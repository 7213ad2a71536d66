package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.receive.RequestRefused;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * An action line of a bulk, such as {@code {"create":{"_index":"logs","_id":"7"}}}. What it says besides (pipeline,
 * routing, versions) has no meaning for events and is only counted.
 */
record BulkAction(Kind kind, Claim claim) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .build();

    /** What is to be done; the names are those of the API. */
    enum Kind {
        CREATE("create"),
        INDEX("index"),
        UPDATE("update"),
        DELETE("delete");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        boolean writesEvents() {
            return this == CREATE || this == INDEX;
        }

        boolean hasSource() {
            return this != DELETE;
        }

        private static Kind of(String word, int line) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw unreadable(line, "names no action");
        }
    }

    /**
     * Reads it; throws {@link RequestRefused} if it is none.
     *
     * @param line its number in the body, for the refusal
     * @param target of the request's path, for an action that names none; null without
     * @param unheeded told what it says besides
     */
    static BulkAction read(byte[] body, int from, int to, int line, @Nullable String target, Unheeded unheeded) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT || parser.nextToken() != JsonToken.PROPERTY_NAME) {
                throw unreadable(line, "is not an object with one action");
            }
            Kind kind = Kind.of(parser.currentName(), line);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw unreadable(line, "has an action that is not an object");
            }
            String index = target;
            String id = null;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isStructStart()) {
                    unheeded.in(name, null);
                    parser.skipChildren();
                } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    switch (name) {
                        case "_index" -> index = parser.getString();
                        case "_id" -> id = parser.getString();
                        default -> unheeded.in(name, parser.getString());
                    }
                }
            }
            if (parser.nextToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw unreadable(line, "has more than one action");
            }
            return new BulkAction(kind, new Claim(emptyToNull(id), emptyToNull(index)));
        } catch (JacksonException e) {
            throw unreadable(line, "is broken JSON");
        }
    }

    /** The same with the other's text for the target, if it is equal: most items of a bulk have the same. */
    BulkAction sharing(@Nullable String otherTarget) {
        return otherTarget != null && otherTarget.equals(claim.target())
                ? new BulkAction(kind, new Claim(claim.id(), otherTarget))
                : this;
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static RequestRefused unreadable(int line, String what) {
        return new RequestRefused(
                400,
                "the action in line " + line + " " + what,
                "each event is an action line, such as {\"create\":{\"_index\":\"logs-shop\"}}, and a line of source;"
                        + " nothing was kept");
    }
}
