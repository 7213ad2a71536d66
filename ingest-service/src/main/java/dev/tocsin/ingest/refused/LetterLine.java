package dev.tocsin.ingest.refused;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A dead letter as one line of JSON: {@code at}, {@code stage}, {@code door}, {@code peer}, {@code data_stream}, {@code
 * id}, {@code reason}, {@code truncated}, and {@code raw} if it is UTF-8 or {@code raw_base64} if it is not. What is not
 * known is left out.
 */
final class LetterLine {
    private static final JsonFactory JSON = new JsonFactory();

    private LetterLine() {}

    static byte[] of(DeadLetter letter) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(letter.raw().length + 256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            json.writeStringProperty("at", letter.at().toString());
            json.writeStringProperty("stage", letter.stage());
            if (letter.origin() != null) {
                json.writeStringProperty("door", letter.origin().door());
                writeIfKnown(json, "peer", letter.origin().peer());
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
}
