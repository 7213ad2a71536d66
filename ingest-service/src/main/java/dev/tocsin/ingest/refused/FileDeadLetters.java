package dev.tocsin.ingest.refused;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * Dead letters in files of JSON lines. What could not be decoded and what could not be indexed have half of the room
 * each: junk that anybody may send pushes out no event that was acknowledged. Of what could not be indexed, which was, the
 * data stream that has most loses first.
 */
public final class FileDeadLetters implements DeadLetters {
    private static final String INDEX = "index";

    private final InstantSource clock;
    private final StageLetters decode;
    private final StageLetters index;

    private FileDeadLetters(DeadLetterSettings settings, InstantSource clock, MeterRegistry registry)
            throws IOException {
        this.clock = clock;
        Counter removed = Counter.builder("tocsin.dead.letters.removed")
                .description("Dead letters deleted by age or because they were too many")
                .register(registry);
        // The counters are there from the start, so that the first letter is an increase for whoever watches.
        this.decode = new StageLetters(new LetterFiles(settings, "decode"), kept("decode", registry), removed);
        // Earlier builds had both in one file: what is in them is kept as long as it can be.
        this.index = new StageLetters(
                new LetterFiles(settings, Set.of(INDEX, "dead-letters"), INDEX), kept(INDEX, registry), removed);
    }

    private static Counter kept(String stage, MeterRegistry registry) {
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
    public void keep(List<DeadLetter> letters) throws IOException {
        if (!letters.isEmpty()) {
            StageLetters stage = letters.getFirst().stage().equals(INDEX) ? index : decode;
            stage.keep(letters, today());
        }
    }

    @Override
    public void removeOld() {
        decode.removeOld(today());
        index.removeOld(today());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        decode.close();
        index.close();
    }
}
