package dev.tocsin.ingest.refused;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Dead letters in files of JSON lines, durable after {@link #sync}. What could not be decoded and what could not be
 * indexed have half of the room each: junk that anybody may send pushes out no event that was acknowledged.
 */
public final class FileDeadLetters implements DeadLetters {
    private static final String INDEX = "index";

    private final InstantSource clock;
    private final MeterRegistry registry;
    private final Counter removed;
    private final StageLetters decode;
    private final StageLetters index;

    private FileDeadLetters(DeadLetterSettings settings, InstantSource clock, MeterRegistry registry)
            throws IOException {
        this.decode = new StageLetters(new LetterFiles(settings, "decode"));
        // Earlier builds had both in one file: what is in them is kept as long as it can be.
        this.index = new StageLetters(new LetterFiles(settings, "(?:index|dead-letters)", INDEX));
        this.clock = clock;
        this.registry = registry;
        this.removed = Counter.builder("tocsin.dead.letters.removed")
                .description("Dead letters deleted by age or because they were too many")
                .register(registry);
        // There from the start, so that the first letter is an increase for whoever watches.
        kept("decode");
        kept(INDEX);
    }

    private Counter kept(String stage) {
        return Counter.builder("tocsin.dead.letters")
                .description("Dead letters kept, by the step that could not go on")
                .tag("stage", stage)
                .register(registry);
    }

    /** @throws UncheckedIOException if the folder cannot be made or read */
    public static FileDeadLetters open(DeadLetterSettings settings, InstantSource clock, MeterRegistry registry) {
        try {
            FileDeadLetters letters = new FileDeadLetters(settings, clock, registry);
            letters.removeOld();
            return letters;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for dead letters cannot be used: " + settings.folder(), e);
        }
    }

    @Override
    public void keep(DeadLetter letter) throws IOException {
        StageLetters stage = letter.stage().equals(INDEX) ? index : decode;
        stage.keep(LetterLine.of(letter), today(), removed::increment);
        kept(letter.stage()).increment();
    }

    @Override
    public void sync() throws IOException {
        try {
            index.sync(today(), removed::increment);
        } finally {
            decode.sync(today(), removed::increment);
        }
    }

    @Override
    public void removeOld() {
        decode.removeOld(today(), removed::increment);
        index.removeOld(today(), removed::increment);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        decode.close(today(), removed::increment);
        index.close(today(), removed::increment);
    }
}
