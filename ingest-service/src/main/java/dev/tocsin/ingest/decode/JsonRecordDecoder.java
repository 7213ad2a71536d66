package dev.tocsin.ingest.decode;

import dev.tocsin.ingest.decode.FieldList.Kind;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one JSON object, whoever wrote it, into a flat {@link FieldList}. What the fields mean is not decided here: the
 * Logstash encoder, the ECS encoder and plain JSON differ in names only, and one table knows the names. Not
 * thread-safe.
 */
public final class JsonRecordDecoder implements RecordDecoder {
    /** What is deeper is kept, as the text of its JSON. */
    public static final int MAX_DEPTH = 64;

    /** Of that text, which is read once to find its end. */
    private static final int MOST_DEPTH = 1_000;

    /** A text that is longer is not kept as that of a label. */
    private static final int MAX_TEXT = 8_000;

    /** What is more is kept as text: the objects and arrays that are not finished by then, each with what it has left. */
    public static final int MAX_FIELDS = 10_000;

    /** The same. Each costs many times the two bytes that it can be written in. */
    public static final int MAX_VALUES = 100_000;

    /** So much of both is for what is nested: what an event is known by mostly is not, and may come last. */
    public static final int INNER_FIELDS = 9_000;

    public static final int INNER_VALUES = 90_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final PlainJson plain = new PlainJson();
    private final String[] prefixes = new String[MAX_DEPTH + 1];
    private final boolean[] isArray = new boolean[MAX_DEPTH + 1];

    @Override
    public @Nullable MalformedRecord decode(
            byte[] bytes, int from, int to, Origin origin, Instant receivedAt, FieldList fields) {
        fields.clear();
        int start = from + Utf8.byteOrderMark(bytes, from, to);
        int malformed = Utf8.firstMalformed(bytes, start, to);
        if (malformed >= 0) {
            return new MalformedRecord("not UTF-8", malformed - from, "encode the record as UTF-8");
        }
        if (plain.read(bytes, start, to, fields)) {
            return null;
        }
        fields.clear();
        return parse(bytes, from, start, to, fields);
    }

    /** What {@link PlainJson} leaves. Of what it does not leave the fields are the same. */
    @Nullable
    MalformedRecord parse(byte[] bytes, int from, int start, int to, FieldList fields) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, start, to - start)) {
            try {
                return read(parser, bytes, start, fields);
            } catch (UnexpectedEndOfInputException e) {
                return new MalformedRecord(
                        "ends in the middle", to - from, "send each event whole, as one JSON object on one line");
            } catch (StreamConstraintsException e) {
                return parser.streamReadContext().getNestingDepth() >= MOST_DEPTH
                        ? at(parser, "nested deeper than " + MOST_DEPTH, "flatten the object")
                        : at(parser, "a number of more than 1000 digits", "send it as text");
            } catch (JacksonException | IllegalStateException e) {
                // The parser's own message would quote the value.
                return at(parser, "broken JSON", "check quotes, commas and escapes near this byte");
            }
        }
    }

    /** Whether the object or array in hand may have no more. */
    private boolean isFull(int depth, FieldList fields, int cutShort) {
        if (fields.values() + cutShort < INNER_FIELDS) {
            return false;
        }
        boolean isOuter = depth <= 1 && !isArray[depth];
        return fields.fields() + cutShort >= (isOuter ? MAX_FIELDS : INNER_FIELDS)
                || fields.values() >= (isOuter ? MAX_VALUES : INNER_VALUES);
    }

    private @Nullable MalformedRecord read(JsonParser parser, byte[] bytes, int start, FieldList fields) {
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT) {
            return at(parser, "not a JSON object", "send one JSON object per event");
        }
        int depth = 0;
        prefixes[0] = "";
        isArray[0] = false;
        String name = "";
        int cutShort = 0;
        while (depth >= 0) {
            JsonToken token = parser.nextToken();
            boolean isMember = token == JsonToken.PROPERTY_NAME || (isArray[depth] && token != JsonToken.END_ARRAY);
            if (token != null && isMember && isFull(depth, fields, cutShort)) {
                String rest = restOf(parser, bytes, start);
                fields.addOverLimit(prefixes[depth], isArray[depth] ? "[" + rest + "]" : rest);
                cutShort++;
                token = parser.currentToken();
            }
            if (token == null) {
                return at(parser, "ends in the middle", "send each event whole, as one JSON object on one line");
            }
            switch (token) {
                case PROPERTY_NAME -> name = join(depth, parser.currentName());
                case START_OBJECT, START_ARRAY -> {
                    String prefix = isArray[depth] ? prefixes[depth] : name;
                    if (depth + 1 == MAX_DEPTH) {
                        addText(fields, prefix, textOf(parser, bytes, start));
                    } else {
                        depth++;
                        prefixes[depth] = prefix;
                        isArray[depth] = token == JsonToken.START_ARRAY;
                    }
                }
                case END_OBJECT, END_ARRAY -> depth--;
                case VALUE_STRING -> add(fields, depth, name, Kind.TEXT, parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(fields, depth, name, Kind.NUMBER, parser.getString());
                case VALUE_TRUE -> add(fields, depth, name, Kind.BOOLEAN, "true");
                case VALUE_FALSE -> add(fields, depth, name, Kind.BOOLEAN, "false");
                case VALUE_NULL -> {}
                case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> throw new IllegalStateException("not in text JSON");
            }
        }
        if (parser.nextToken() != null) {
            return at(parser, "more than one value", "put each event on a line of its own");
        }
        if (fields.fields() == 0) {
            return new MalformedRecord("no field with a value", 0, "send at least a message");
        }
        return null;
    }

    /** The object or array that begins here, as it is written. */
    private static String textOf(JsonParser parser, byte[] bytes, int start) {
        int from = start + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = start + (int) parser.currentLocation().getByteOffset();
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** What the object or array in hand has from here on, as it is written; its end is the current token then. */
    private static String restOf(JsonParser parser, byte[] bytes, int start) {
        int from = start + (int) parser.currentTokenLocation().getByteOffset();
        JsonToken token = parser.currentToken();
        while (token != null && !token.isStructEnd()) {
            parser.skipChildren();
            token = parser.nextToken();
        }
        int to = start + (int) parser.currentTokenLocation().getByteOffset();
        return new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
    }

    private static void addText(FieldList fields, String name, String text) {
        if (text.length() <= MAX_TEXT) {
            fields.add(name, Kind.TEXT, text);
        } else {
            fields.addOverLimit(name, text);
        }
    }

    private void add(FieldList fields, int depth, String name, Kind kind, String text) {
        fields.add(isArray[depth] ? prefixes[depth] : name, kind, text);
    }

    private String join(int depth, String name) {
        return depth == 0 ? FieldName.cut(name) : FieldName.within(prefixes[depth], name);
    }

    private static MalformedRecord at(JsonParser parser, String reason, String hint) {
        return new MalformedRecord(reason, parser.currentLocation().getByteOffset(), hint);
    }
}
