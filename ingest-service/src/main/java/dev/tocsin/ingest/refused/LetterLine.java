package dev.tocsin.ingest.refused;

import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A dead letter as one line of JSON: {@code state} (1: kept, 2: replayed, 3: dropped), {@code at}, {@code stage}, {@code
 * door}, {@code peer}, {@code format} if it is not JSON, {@code data_stream}, {@code id}, {@code reason}, {@code truncated},
 * and {@code raw} if it is UTF-8 or {@code raw_base64} if it is not. What is not known is left out.
 */
final class LetterLine {
    private static final JsonFactory JSON = new JsonFactory();

    /** With it each line begins; the digit behind it is written over when something becomes of the letter. */
    private static final byte[] STATE = "{\"state\":".getBytes(StandardCharsets.US_ASCII);

    static final int STATE_AT = STATE.length;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final byte[][] RAW = {
        ",\"raw\":\"".getBytes(StandardCharsets.US_ASCII), ",\"raw_base64\":\"".getBytes(StandardCharsets.US_ASCII)
    };

    private LetterLine() {}

    static byte[] of(DeadLetter letter) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(letter.raw().length + 256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeNumberProperty("state", LetterState.KEPT.digit() - '0');
            json.writeStringProperty("at", letter.at().toString());
            json.writeStringProperty("stage", letter.stage());
            if (letter.origin() != null) {
                json.writeStringProperty("door", letter.origin().door());
                writeIfKnown(json, "peer", letter.origin().peer());
                if (letter.origin().format() != RecordFormat.JSON) {
                    json.writeStringProperty("format", letter.origin().format().label());
                }
            }
            writeIfKnown(json, "data_stream", letter.dataStream());
            writeIfKnown(json, "id", letter.id());
            json.writeStringProperty("reason", letter.reason());
            json.writeBooleanProperty("truncated", letter.truncated());
            writeRaw(json, letter.raw());
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void writeIfKnown(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private static void writeRaw(JsonGenerator json, byte[] raw) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
            json.writeStringProperty("raw", text);
        } catch (CharacterCodingException e) {
            json.writeStringProperty("raw_base64", Base64.getEncoder().encodeToString(raw));
        }
    }

    /** Whether a line has a place for its state; those of earlier builds have none. */
    static boolean hasState(byte[] line) {
        return line.length > STATE_AT
                && Arrays.equals(STATE, 0, STATE_AT, line, 0, STATE_AT)
                && LetterState.ofDigit(line[STATE_AT]).isPresent();
    }

    /**
     * Reads a line; empty if it is none of ours.
     *
     * @param isCut whether the line goes on: then the letter has the beginning of its record only
     */
    static Optional<Read> read(byte[] line, boolean isCut) {
        try {
            JsonNode json = MAPPER.readTree(isCut ? mended(line) : line);
            String reason = json.path("reason").asString("");
            String door = json.path("door").asString("");
            String peer = json.path("peer").asString("");
            RecordFormat format =
                    RecordFormat.ofLabel(json.path("format").asString("")).orElse(RecordFormat.JSON);
            LetterState state =
                    LetterState.ofDigit('0' + json.path("state").asInt(1)).orElse(LetterState.KEPT);
            DeadLetter letter = new DeadLetter(
                    Instant.parse(json.path("at").asString("")),
                    json.path("stage").asString(""),
                    door.isEmpty() ? null : new Origin(door, peer.isEmpty() ? null : peer, format),
                    known(json, "data_stream"),
                    known(json, "id"),
                    reason,
                    raw(json),
                    json.path("truncated").asBoolean(false));
            return Optional.of(new Read(state, letter));
        } catch (JacksonException | DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A line and what became of its letter. */
    record Read(LetterState state, DeadLetter letter) {}

    private static @Nullable String known(JsonNode json, String name) {
        String text = json.path(name).asString("");
        return text.isEmpty() ? null : text;
    }

    private static byte[] raw(JsonNode json) {
        JsonNode base64 = json.path("raw_base64");
        return base64.isMissingNode()
                ? json.path("raw").asString("").getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(base64.asString(""));
    }

    /** The record is what comes last: what is there of it ends before anything that may be in two halves. */
    private static byte[] mended(byte[] line) {
        int end = line.length;
        int raw = Math.max(behind(line, RAW[0]), behind(line, RAW[1]));
        if (raw < 0) {
            return line;
        }
        boolean isBase64 = behind(line, RAW[1]) == raw;
        if (isBase64) {
            end -= (end - raw) % 4;
        } else {
            // Not within a character of several bytes, nor behind a backslash or within what belongs to it.
            int escape = end - 1;
            while (escape > raw && escape > end - 12 && line[escape] != '\\') {
                escape--;
            }
            if (line[escape] == '\\') {
                end = escape;
                while (end > raw && line[end - 1] == '\\') {
                    end--;
                }
            }
            end = endOfCharacters(line, raw, end);
        }
        byte[] mended = Arrays.copyOf(line, end + 2);
        mended[end] = '"';
        mended[end + 1] = '}';
        return mended;
    }

    /** The end, or where the last character begins if it is not all there. */
    private static int endOfCharacters(byte[] line, int from, int end) {
        int last = end - 1;
        while (last > from && (line[last] & 0xC0) == 0x80) {
            last--;
        }
        if (last < from || line[last] >= 0) {
            return end;
        }
        int bytes = (line[last] & 0xE0) == 0xC0 ? 2 : (line[last] & 0xF0) == 0xE0 ? 3 : 4;
        return last + bytes <= end ? end : last;
    }

    /** Where what follows a part begins; -1 without it. */
    private static int behind(byte[] line, byte[] part) {
        for (int i = 0; i + part.length <= line.length; i++) {
            if (Arrays.equals(line, i, i + part.length, part, 0, part.length)) {
                return i + part.length;
            }
        }
        return -1;
    }
}
