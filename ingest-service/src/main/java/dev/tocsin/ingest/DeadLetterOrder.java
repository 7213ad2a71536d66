package dev.tocsin.ingest;

import dev.tocsin.ingest.receive.Door;
import dev.tocsin.ingest.refused.LetterFilter;
import dev.tocsin.ingest.refused.LetterRef;
import dev.tocsin.ingest.refused.LetterState;
import dev.tocsin.settings.DidYouMean;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked to be done with dead letters, read strictly: of a key that is misspelt nothing may be left, for without it
 * all letters would be meant, or nothing would be a dry run.
 */
final class DeadLetterOrder {
    /** A mended record and what is around it; a longer one comes in by a door that is made for it. */
    static final int MOST_BYTES = 4 * 1_024 * 1_024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private DeadLetterOrder() {}

    /**
     * Of many letters.
     *
     * @param all whether all are meant where nothing says which
     * @param until as a list or a dry run has said it: those that came later are not meant
     * @param rest of an earlier answer: where to go on
     * @param newId of a replay: those whose id another document has get a new one
     * @param dryRun only says what would become of them
     */
    record Many(
            @Nullable String stage,
            @Nullable String door,
            @Nullable String stream,
            @Nullable String text,
            @Nullable Boolean all,
            @Nullable Instant until,
            @Nullable Rest rest,
            @Nullable Boolean newId,
            @Nullable Boolean dryRun) {
        static Many read(InputStream body) throws IOException {
            Many many = DeadLetterOrder.read(
                    body,
                    Many.class,
                    List.of("stage", "door", "stream", "text", "all", "until", "rest", "newId", "dryRun"),
                    "{\"stage\": \"index\", \"dryRun\": true}");
            boolean saysWhich = many.stage != null || many.door != null || many.stream != null || many.text != null;
            if (saysWhich == Boolean.TRUE.equals(many.all)) {
                throw new Misunderstood(
                        "say which letters by stage, door, stream or text; or, without any of these, \"all\": true");
            }
            return many;
        }

        static Many readToDrop(InputStream body) throws IOException {
            Many many = read(body);
            requireNoReplay(many.newId == null);
            return many;
        }

        boolean isDry() {
            return Boolean.TRUE.equals(dryRun);
        }

        boolean isNewId() {
            return Boolean.TRUE.equals(newId);
        }

        LetterFilter filter() {
            return DeadLetterOrder.filter(LetterState.KEPT, stage, door, stream, text);
        }

        DeadLetterResult.@Nullable Rest letterRest() {
            if (rest != null) {
                return rest.read();
            }
            return until == null ? null : new DeadLetterResult.Rest(null, until);
        }
    }

    /** As {@link DeadLetterResult.Rest}. */
    record Rest(@Nullable String after, @Nullable Instant until) {
        static @Nullable Rest of(DeadLetterResult.@Nullable Rest rest) {
            return rest == null ? null : new Rest(String.valueOf(rest.after()), rest.until());
        }

        private DeadLetterResult.Rest read() {
            Instant end = until;
            if (after == null || end == null) {
                throw new Misunderstood("rest is what an earlier answer has as its rest, with after and until");
            }
            return new DeadLetterResult.Rest(refOf(after), end);
        }
    }

    /**
     * Of one letter.
     *
     * @param record what is sent in its place; null for the record as it is
     * @param recordBase64 the same where it is no text
     * @param newId whether it gets a new id if another document has its own
     */
    record One(
            @Nullable String record,
            @Nullable String recordBase64,
            @Nullable Boolean newId,
            @Nullable Boolean dryRun) {
        static One read(InputStream body) throws IOException {
            One one = DeadLetterOrder.read(
                    body,
                    One.class,
                    List.of("record", "recordBase64", "newId", "dryRun"),
                    "{\"record\": \"...\", \"dryRun\": true}, where both may be left out");
            if (one.record != null && one.recordBase64 != null) {
                throw new Misunderstood("a record is sent in its place as record or as recordBase64, not as both");
            }
            return one;
        }

        static One readToDrop(InputStream body) throws IOException {
            One one = read(body);
            requireNoReplay(one.newId == null && one.record == null && one.recordBase64 == null);
            return one;
        }

        boolean isDry() {
            return Boolean.TRUE.equals(dryRun);
        }

        boolean isNewId() {
            return Boolean.TRUE.equals(newId);
        }

        byte @Nullable [] instead() {
            if (recordBase64 == null) {
                return record == null ? null : record.getBytes(StandardCharsets.UTF_8);
            }
            try {
                return Base64.getDecoder().decode(recordBase64);
            } catch (IllegalArgumentException e) {
                throw new Misunderstood("recordBase64 is no Base64");
            }
        }
    }

    /** Who wants to send a letter in again has asked the wrong page, and a dropped letter does not come back. */
    private static void requireNoReplay(boolean hasNothingOfIt) {
        if (!hasNothingOfIt) {
            throw new Misunderstood("newId, record and recordBase64 are of a replay: nothing was dropped");
        }
    }

    static LetterFilter filter(
            @Nullable LetterState state,
            @Nullable String stage,
            @Nullable String door,
            @Nullable String stream,
            @Nullable String text) {
        if (stage != null && !stage.equals("decode") && !stage.equals("index")) {
            throw new Misunderstood("stage is decode or index");
        }
        if (isBlank(door) || isBlank(stream) || isBlank(text)) {
            throw new Misunderstood("door, stream or text is empty, which would mean all letters: leave it out");
        }
        if (door != null && !Door.names().contains(door)) {
            throw new Misunderstood("no dead letter comes in by such a door" + meant(door, Door.names())
                    + " (there are " + String.join(", ", Door.names()) + ")");
        }
        return new LetterFilter(state, stage, door, stream, text);
    }

    private static boolean isBlank(@Nullable String said) {
        return said != null && said.isBlank();
    }

    static LetterRef refOf(String text) {
        return LetterRef.of(text)
                .orElseThrow(() ->
                        new Misunderstood("a dead letter is named by file and line, as in decode-2026-11-23.000:17"));
    }

    private static <T> T read(InputStream body, Class<T> type, List<String> keys, String form) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw new Misunderstood(
                    "the request is larger than 4 MB: send such a record by the HTTP door, and drop the letter");
        }
        try {
            T read = JSON.readValue(bytes, type);
            if (read != null) {
                return read;
            }
        } catch (UnrecognizedPropertyException e) {
            throw new Misunderstood("there is a key that means nothing here" + meant(e.getPropertyName(), keys)
                    + " (known are " + String.join(", ", keys) + ")");
        } catch (JacksonException e) {
            // Told below: the parser's own words quote what was sent.
        }
        throw new Misunderstood("the body is no JSON of the form that is wanted, such as " + form);
    }

    private static String meant(String said, List<String> known) {
        return DidYouMean.nearest(said, known)
                .map(word -> "; is it " + word + " that is meant?")
                .orElse("");
    }

    /** Told to who asked: nothing was done. */
    static final class Misunderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misunderstood(String message) {
            super(message);
        }
    }
}
