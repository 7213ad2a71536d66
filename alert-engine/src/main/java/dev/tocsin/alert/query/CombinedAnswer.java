package dev.tocsin.alert.query;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import java.io.ByteArrayInputStream;
import java.util.function.Consumer;

/** The answer to many searches, read one search at a time: the tree of all would weigh many times its bytes. */
final class CombinedAnswer {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final String RESPONSES = "responses";

    private final byte[] body;

    CombinedAnswer(byte[] body) {
        this.body = body;
    }

    /** Whether Elasticsearch can have said it; what stands before it answers in pages of its own. */
    boolean isObject() {
        for (byte one : body) {
            if (!Character.isWhitespace(one)) {
                return one == '{';
            }
        }
        return false;
    }

    /** Whether it can be read to its end and has so many answers: else it is not known which belongs to which search. */
    boolean has(int expected) {
        int[] found = new int[1];
        try {
            walk(parser -> {
                skip(parser);
                found[0]++;
            });
        } catch (RuntimeException e) {
            // Not JsonException: Parsson tells of too many brackets by a bare RuntimeException.
            return false;
        }
        return found[0] == expected;
    }

    /** Only of one that {@link #has} what is expected. */
    void forEach(Consumer<JsonObject> response) {
        walk(parser -> response.accept(parser.getObject()));
    }

    private void walk(Consumer<JsonParser> response) {
        try (JsonParser parser = JSON.createParser(new ByteArrayInputStream(body))) {
            expect(JsonParser.Event.START_OBJECT, parser.next());
            while (parser.next() == JsonParser.Event.KEY_NAME) {
                boolean isAnswers = parser.getString().equals(RESPONSES);
                JsonParser.Event value = parser.next();
                if (isAnswers) {
                    expect(JsonParser.Event.START_ARRAY, value);
                    for (JsonParser.Event one = parser.next(); one != JsonParser.Event.END_ARRAY; one = parser.next()) {
                        expect(JsonParser.Event.START_OBJECT, one);
                        response.accept(parser);
                    }
                } else if (value == JsonParser.Event.START_OBJECT || value == JsonParser.Event.START_ARRAY) {
                    skip(parser);
                }
            }
        }
    }

    /** To the end of what has just begun. Parsson's own way of skipping never ends where the text does too early. */
    private static void skip(JsonParser parser) {
        int depth = 1;
        while (depth > 0) {
            switch (parser.next()) {
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                default -> {}
            }
        }
    }

    private static void expect(JsonParser.Event expected, JsonParser.Event found) {
        if (found != expected) {
            throw new JsonException("expected " + expected + ", found " + found);
        }
    }
}
