package dev.tocsin.ingest.decode.otlp;

import dev.tocsin.ingest.decode.JsonRecordDecoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Supplier;
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
 * Walks JSON as protobuf's mapping has it: numbers may be texts, null is nothing, names that are not known are skipped. Throws
 * {@link Broken}, whose words never quote a value. Not thread-safe.
 */
final class JsonReader implements AutoCloseable {
    /** A map in a map is four levels of JSON. */
    private static final int MAX_NESTING = 5 * JsonRecordDecoder.MAX_DEPTH;

    /** A number as a text may be as long as one that is none: reading its digits takes the square of their count. */
    private static final int MOST_DIGITS = StreamReadConstraints.DEFAULT_MAX_NUM_LEN;

    private static final int UNSIGNED_DIGITS = 20;
    private static final BigInteger LARGEST =
            BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser parser;

    private final int start;

    private JsonReader(byte[] bytes, int from, int to, int start) {
        this.start = start;
        parser = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from);
    }

    /** Stands at the first token. */
    static JsonReader of(byte[] bytes, int from, int to) {
        return within(bytes, from, to, from);
    }

    /** The same for a part of what begins at {@code whole}, from where the places of what is wrong are counted. */
    static JsonReader within(byte[] bytes, int from, int to, int whole) {
        JsonReader reader = new JsonReader(bytes, from, to, from - whole);
        reader.advance();
        return reader;
    }

    /** Into the object that it stands at. */
    void enterObject(String what) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw at(what + " has to be an object", "see the JSON encoding of OTLP");
        }
    }

    /** Stands at the next field's value; false at the object's end. */
    boolean nextField() {
        if (advance() == JsonToken.END_OBJECT) {
            return false;
        }
        advance();
        return true;
    }

    /** Of the field that it stands at. */
    String name() {
        return parser.currentName();
    }

    /** Into the array that it stands at. */
    void enterArray(String what) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw at(what + " has to be an array", "see the JSON encoding of OTLP");
        }
    }

    /** Stands at the next element; false at the array's end. */
    boolean nextElement() {
        return advance() != JsonToken.END_ARRAY;
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    void skip() {
        read(parser::skipChildren);
    }

    /** Throws if something follows. */
    void end() {
        if (read(parser::nextToken) != null) {
            throw at("more than one value", "send one object");
        }
    }

    /** Where the value that it stands at begins. */
    int from() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Behind the value that was skipped or read. */
    int to() {
        read(() -> {
            parser.finishToken();
            return this;
        });
        return (int) parser.currentLocation().getByteOffset();
    }

    String text() {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw at(name() + " has to be a text", "see the JSON encoding of OTLP");
        }
        return read(parser::getString);
    }

    boolean bool() {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw at(name() + " has to be true or false", "see the JSON encoding of OTLP");
        };
    }

    long signed() {
        try {
            return number().longValueExact();
        } catch (ArithmeticException e) {
            throw at(name() + " is no integer of 64 bits", "send larger ones as stringValue");
        }
    }

    /** Its bits. */
    long unsigned() {
        BigDecimal number = number();
        if (number.signum() == 0) {
            return 0;
        }
        // Neither is an exponent of a billion written out, nor one of minus a billion.
        long digits = number.precision() - (long) number.scale();
        if (number.signum() > 0 && digits > 0 && digits <= UNSIGNED_DIGITS) {
            try {
                BigInteger integer = number.toBigIntegerExact();
                if (integer.compareTo(LARGEST) <= 0) {
                    return integer.longValue();
                }
            } catch (ArithmeticException e) {
                // Told below.
            }
        }
        throw at(name() + " is no integer of 64 bits without sign", "see the JSON encoding of OTLP");
    }

    double real() {
        String text = numberText();
        return switch (text) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> number(text).doubleValue();
        };
    }

    boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    private BigDecimal number() {
        return number(numberText());
    }

    private BigDecimal number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw at(name() + " has to be a number", "see the JSON encoding of OTLP");
        }
    }

    private String numberText() {
        String text = switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_STRING -> read(parser::getString);
            default -> throw at(name() + " has to be a number", "see the JSON encoding of OTLP");
        };
        if (text.length() > MOST_DIGITS) {
            throw at(name() + " has to be a number of at most " + MOST_DIGITS + " digits", "send it as stringValue");
        }
        return text;
    }

    private JsonToken advance() {
        JsonToken token = read(parser::nextToken);
        if (token == null) {
            throw at("ends in the middle", "send the whole of it");
        }
        return token;
    }

    private <T> T read(Supplier<T> step) {
        try {
            return step.get();
        } catch (UnexpectedEndOfInputException e) {
            throw at("ends in the middle", "send the whole of it");
        } catch (StreamConstraintsException e) {
            throw at("nested too deep, or a number of more than 1000 digits", "flatten it, or send it as text");
        } catch (JacksonException | IllegalStateException e) {
            // The parser's own message would quote the value.
            throw at("broken JSON", "check quotes, commas and escapes near this byte");
        }
    }

    /** What is wrong here. */
    Broken at(String reason, String hint) {
        return new Broken(reason, start + parser.currentLocation().getByteOffset(), hint);
    }

    @Override
    public void close() {
        parser.close();
    }
}
