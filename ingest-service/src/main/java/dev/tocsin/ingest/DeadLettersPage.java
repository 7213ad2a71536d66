package dev.tocsin.ingest;

import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.KeptLetter;
import dev.tocsin.ingest.refused.LetterFilter;
import dev.tocsin.ingest.refused.LetterRef;
import dev.tocsin.ingest.refused.LetterState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/dead-letters} on the management port. What changes something wants JSON, which no web page of others can send. */
@RestController
@RequestMapping("/v1/dead-letters")
final class DeadLettersPage {
    private static final int MOST_LISTED = 200;
    private static final int PREVIEW = 200;

    private final DeadLetterOffice office;

    DeadLettersPage(DeadLetterOffice office) {
        this.office = office;
    }

    /**
     * One letter.
     *
     * @param record as text; in a list its first 200 characters
     */
    record Shown(
            String ref,
            String state,
            Instant at,
            String stage,
            @Nullable String door,
            @Nullable String peer,
            @Nullable String stream,
            @Nullable String id,
            String reason,
            boolean truncated,
            String record) {
        static Shown of(KeptLetter kept, int most) {
            DeadLetter letter = kept.letter();
            Origin origin = letter.origin();
            String text = new String(letter.raw(), StandardCharsets.UTF_8);
            return new Shown(
                    kept.ref().toString(),
                    kept.state().word(),
                    letter.at(),
                    letter.stage(),
                    origin == null ? null : origin.door(),
                    origin == null ? null : origin.peer(),
                    letter.dataStream(),
                    letter.id(),
                    letter.reason(),
                    letter.truncated(),
                    text.substring(
                            0, text.offsetByCodePoints(0, Math.min(most, text.codePointCount(0, text.length())))));
        }
    }

    /** The newest first. */
    record Listed(List<Shown> letters) {}

    /**
     * Which letters, and whether anything is to be done.
     *
     * @param dryRun only says what would become of them
     */
    record ManyAsked(
            @Nullable String stage,
            @Nullable String door,
            @Nullable String stream,
            @Nullable String text,
            @Nullable Boolean dryRun) {
        boolean isDry() {
            return Boolean.TRUE.equals(dryRun);
        }

        LetterFilter filter() {
            return new LetterFilter(LetterState.KEPT, stage, door, stream, text);
        }
    }

    /** @param record what is sent in its place; null for the record as it is */
    record OneAsked(@Nullable String record, @Nullable Boolean dryRun) {
        boolean isDry() {
            return Boolean.TRUE.equals(dryRun);
        }
    }

    /** What became of them. */
    record Became(int done, List<String> refs, int refused, List<WhyNot> refusals, boolean more, boolean dryRun) {
        static Became of(DeadLetterOffice.Result result, boolean dryRun) {
            return new Became(
                    result.done().size(),
                    result.done().stream().map(LetterRef::toString).toList(),
                    result.refusedInAll(),
                    result.refused().stream()
                            .map(one -> new WhyNot(one.ref().toString(), one.reason()))
                            .toList(),
                    result.isMore(),
                    dryRun);
        }
    }

    /** A letter that stays. */
    record WhyNot(String ref, String reason) {}

    @GetMapping
    Listed list(
            @RequestParam(defaultValue = "kept") String state,
            @RequestParam(required = false) @Nullable String stage,
            @RequestParam(required = false) @Nullable String door,
            @RequestParam(required = false) @Nullable String stream,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(defaultValue = "50") int limit)
            throws IOException {
        LetterFilter filter = new LetterFilter(stateOf(state), stage, door, stream, text);
        if (limit < 1 || limit > MOST_LISTED) {
            throw new Misunderstood("limit is from 1 to " + MOST_LISTED);
        }
        return new Listed(office.list(filter, limit).stream()
                .map(letter -> Shown.of(letter, PREVIEW))
                .toList());
    }

    private static @Nullable LetterState stateOf(String word) {
        if (word.equals("all")) {
            return null;
        }
        return Arrays.stream(LetterState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new Misunderstood("state is kept, replayed, dropped or all"));
    }

    @GetMapping("/{ref}")
    Shown show(@PathVariable String ref) throws IOException {
        return office.find(refOf(ref))
                .map(letter -> Shown.of(letter, Integer.MAX_VALUE))
                .orElseThrow(() -> new NotThere("there is no dead letter " + refOf(ref)));
    }

    @PostMapping(path = "/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became replay(@RequestBody ManyAsked asked) throws IOException {
        return Became.of(office.replay(asked.filter(), asked.isDry()), asked.isDry());
    }

    @PostMapping(path = "/drop", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became drop(@RequestBody ManyAsked asked) throws IOException {
        return Became.of(office.drop(asked.filter(), asked.isDry()), asked.isDry());
    }

    @PostMapping(path = "/{ref}/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became replay(@PathVariable String ref, @RequestBody OneAsked asked) throws IOException {
        String record = asked.record();
        byte[] instead = record == null ? null : record.getBytes(StandardCharsets.UTF_8);
        return Became.of(office.replay(refOf(ref), instead, asked.isDry()), asked.isDry());
    }

    @PostMapping(path = "/{ref}/drop", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became drop(@PathVariable String ref, @RequestBody OneAsked asked) throws IOException {
        return Became.of(office.drop(refOf(ref), asked.isDry()), asked.isDry());
    }

    private static LetterRef refOf(String text) {
        return LetterRef.of(text)
                .orElseThrow(() ->
                        new Misunderstood("a dead letter is named by file and line, as in decode-2026-11-23.000:17"));
    }

    private static final class Misunderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Misunderstood(String message) {
            super(message);
        }
    }

    private static final class NotThere extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NotThere(String message) {
            super(message);
        }
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> misunderstood(Misunderstood why) {
        return refused(HttpStatus.BAD_REQUEST, why.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> unreadable(HttpMessageNotReadableException why) {
        return refused(
                HttpStatus.BAD_REQUEST,
                "the body is no JSON of the form that is wanted: {\"dryRun\": true}, with stage, door, stream or text for many,"
                        + " or with record for one");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> notThere(NotThere why) {
        return refused(HttpStatus.NOT_FOUND, why.getMessage());
    }

    private static ResponseEntity<Map<String, Object>> refused(HttpStatus status, @Nullable String reason) {
        return ResponseEntity.status(status)
                .body(
                        Map.of(
                                "error",
                                Map.of(
                                        "reason",
                                        String.valueOf(reason),
                                        "hint",
                                        "GET /v1/dead-letters lists them; parameters: state, stage, door, stream, text, limit")));
    }
}
