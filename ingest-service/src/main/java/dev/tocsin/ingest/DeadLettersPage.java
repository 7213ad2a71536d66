package dev.tocsin.ingest;

import dev.tocsin.ingest.DeadLetterOrder.Misunderstood;
import dev.tocsin.ingest.enrich.Streams;
import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.event.RecordFormat;
import dev.tocsin.ingest.redact.Redactor;
import dev.tocsin.ingest.refused.DeadLetter;
import dev.tocsin.ingest.refused.KeptLetter;
import dev.tocsin.ingest.refused.LetterFilter;
import dev.tocsin.ingest.refused.LetterRef;
import dev.tocsin.ingest.refused.LetterShelf;
import dev.tocsin.ingest.refused.LetterState;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** {@code /v1/dead-letters} on the management port. What changes something wants JSON, which no web page of others can send. */
@RestController
@RequestMapping("/v1/dead-letters")
final class DeadLettersPage {
    private static final int MOST_LISTED = 1_000;
    private static final int PREVIEW = 200;

    private final DeadLetterOffice office;
    private final Streams streams;

    DeadLettersPage(DeadLetterOffice office, Streams streams) {
        this.office = office;
        this.streams = streams;
    }

    /**
     * One letter.
     *
     * @param format in which the record is read, also a mended one
     * @param idTaken whether another document has its id, so that it is replayed under a new one or not at all
     * @param truncated whether the record was cut when it was kept
     * @param bytes of the record; in a list of its beginning
     * @param record as text, with stars in the place of secrets that are known by their form; in a list its first 200 characters;
     *     empty if its secrets would not be known
     * @param recordBase64 with its secrets, if it is no text; null for those who may not see them
     * @param masked whether something is hidden
     * @param binary whether it is no text
     * @param whole whether {@code record} is all that is kept
     */
    record Shown(
            String ref,
            String state,
            Instant at,
            String stage,
            @Nullable String door,
            @Nullable String peer,
            @Nullable String format,
            @Nullable String stream,
            @Nullable String id,
            String reason,
            boolean idTaken,
            boolean truncated,
            int bytes,
            String record,
            @Nullable String recordBase64,
            boolean masked,
            boolean binary,
            boolean whole) {
        static Shown of(KeptLetter kept, int most, Redactor redactor) {
            DeadLetter letter = kept.letter();
            Origin origin = letter.origin();
            String shown = textOf(letter, redactor);
            int length = shown.codePointCount(0, shown.length());
            boolean isMasked = !shown.equals(letter.text());
            boolean isText = letter.isText();
            return new Shown(
                    kept.ref().toString(),
                    kept.state().word(),
                    letter.at(),
                    letter.stage(),
                    origin == null ? null : origin.door(),
                    origin == null ? null : origin.peer(),
                    origin == null ? null : origin.format().label(),
                    letter.dataStream(),
                    letter.id(),
                    letter.reason(),
                    letter.isIdTaken(),
                    letter.truncated(),
                    letter.raw().length,
                    shown.substring(0, shown.offsetByCodePoints(0, Math.min(most, length))),
                    isText || redactor != Redactor.NONE
                            ? null
                            : Base64.getEncoder().encodeToString(letter.raw()),
                    isMasked,
                    !isText,
                    kept.isWhole() && isText && length <= most && !(shown.isEmpty() && isMasked));
        }

        /** OpenTelemetry writes a name and its value apart from each other, so what is a secret is not known by its form. */
        private static String textOf(DeadLetter letter, Redactor redactor) {
            Origin origin = letter.origin();
            boolean isHidden = redactor != Redactor.NONE && origin != null && origin.format() == RecordFormat.OTLP;
            return isHidden ? "" : redactor.masked(letter.text());
        }
    }

    /**
     * The newest first.
     *
     * @param until in a request it means those that had come by then, and not what nobody has seen yet
     * @param found how many there are, as far as they were counted
     * @param uncounted whether there are more
     */
    record Listed(List<Shown> letters, int found, boolean uncounted, Instant until) {}

    /**
     * What became of them.
     *
     * @param refusals the first of those that stay
     * @param reasons of all that stay
     * @param rest goes into the next request, if there is more
     * @param until as that of a list; null where one letter was named
     * @param note what a dry run of a replay does not say; null for all else
     */
    record Became(
            int done,
            List<String> refs,
            int refused,
            List<WhyNot> refusals,
            List<Reason> reasons,
            boolean more,
            DeadLetterOrder.@Nullable Rest rest,
            @Nullable Instant until,
            boolean dryRun,
            @Nullable String note) {
        private static final String NOT_ASKED =
                "Elasticsearch was not asked: what it refuses again becomes a new dead letter";

        static Became replayed(DeadLetterResult result, boolean dryRun) {
            return of(result, dryRun, dryRun ? NOT_ASKED : null);
        }

        static Became dropped(DeadLetterResult result, boolean dryRun) {
            return of(result, dryRun, null);
        }

        private static Became of(DeadLetterResult result, boolean dryRun, @Nullable String note) {
            return new Became(
                    result.done().size(),
                    result.done().stream().map(LetterRef::toString).toList(),
                    result.refusedInAll(),
                    result.refused().stream()
                            .map(one -> new WhyNot(one.ref().toString(), one.reason()))
                            .toList(),
                    result.reasons().stream()
                            .map(one -> new Reason(
                                    one.reason(), one.letters(), one.example().toString()))
                            .toList(),
                    result.rest() != null,
                    DeadLetterOrder.Rest.of(result.rest()),
                    result.until(),
                    dryRun,
                    note);
        }
    }

    /** A letter that stays. */
    record WhyNot(String ref, String reason) {}

    /** As {@link DeadLetterResult.Reason}. */
    record Reason(String reason, int letters, String example) {}

    /** @param raw as they are kept, and the text is looked for in that: for those who may drop them by it */
    @GetMapping
    Listed list(
            @RequestParam(defaultValue = "kept") String state,
            @RequestParam(required = false) @Nullable String stage,
            @RequestParam(required = false) @Nullable String door,
            @RequestParam(required = false) @Nullable String stream,
            @RequestParam(required = false) @Nullable String text,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(name = ManagementGuard.RAW, defaultValue = "false") boolean raw)
            throws IOException {
        Redactor redactor = redactor(raw);
        LetterFilter filter = DeadLetterOrder.filter(stateOf(state), stage, door, stream, text)
                .in(letter -> Shown.textOf(letter, redactor));
        if (limit < 1 || limit > MOST_LISTED) {
            throw new Misunderstood("limit is from 1 to " + MOST_LISTED);
        }
        Instant until = office.now();
        LetterShelf.Page page = office.list(filter, limit);
        return new Listed(
                page.letters().stream()
                        .map(letter -> Shown.of(letter, PREVIEW, redactor))
                        .toList(),
                page.found(),
                page.isMore(),
                until);
    }

    private Redactor redactor(boolean raw) {
        return raw ? Redactor.NONE : streams.showing();
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

    /** @param raw as it is kept, to be mended: for those who may send it in again ({@link ManagementGuard}) */
    @GetMapping("/{ref}")
    Shown show(@PathVariable String ref, @RequestParam(name = ManagementGuard.RAW, defaultValue = "false") boolean raw)
            throws IOException {
        LetterRef named = DeadLetterOrder.refOf(ref);
        Redactor redactor = redactor(raw);
        return office.find(named)
                .map(letter -> Shown.of(letter, Integer.MAX_VALUE, redactor))
                .orElseThrow(() -> new NotThere("there is no dead letter " + named));
    }

    @PostMapping(path = "/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became replay(InputStream body) throws IOException {
        DeadLetterOrder.Many order = DeadLetterOrder.Many.read(body);
        return Became.replayed(
                office.replay(order.filter(), order.letterRest(), order.isNewId(), order.isDry()), order.isDry());
    }

    @PostMapping(path = "/drop", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became drop(InputStream body) throws IOException {
        DeadLetterOrder.Many order = DeadLetterOrder.Many.readToDrop(body);
        return Became.dropped(office.drop(order.filter(), order.letterRest(), order.isDry()), order.isDry());
    }

    @PostMapping(path = "/{ref}/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became replay(@PathVariable String ref, InputStream body) throws IOException {
        DeadLetterOrder.One order = DeadLetterOrder.One.read(body);
        return Became.replayed(
                office.replay(DeadLetterOrder.refOf(ref), order.instead(), order.isNewId(), order.isDry()),
                order.isDry());
    }

    @PostMapping(path = "/{ref}/drop", consumes = MediaType.APPLICATION_JSON_VALUE)
    Became drop(@PathVariable String ref, InputStream body) throws IOException {
        DeadLetterOrder.One order = DeadLetterOrder.One.readToDrop(body);
        return Became.dropped(office.drop(DeadLetterOrder.refOf(ref), order.isDry()), order.isDry());
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
    ResponseEntity<Map<String, Object>> noNumber(MethodArgumentTypeMismatchException why) {
        return refused(HttpStatus.BAD_REQUEST, "limit is from 1 to " + MOST_LISTED);
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
