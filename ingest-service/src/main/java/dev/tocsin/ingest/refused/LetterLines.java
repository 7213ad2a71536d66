package dev.tocsin.ingest.refused;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The lines of a file of dead letters, one after the other; of a very long one the beginning. Not thread-safe. */
final class LetterLines implements AutoCloseable {
    private final InputStream in;
    private final LetterFileName file;
    private final int most;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long start;
    private long position;
    private int number;
    private boolean isCut;

    private LetterLines(InputStream in, LetterFileName file, int most) {
        this.in = in;
        this.file = file;
        this.most = most;
    }

    /** @param most so many bytes of a line */
    static LetterLines of(Path path, LetterFileName file, int most) throws IOException {
        return new LetterLines(new BufferedInputStream(Files.newInputStream(path), 1 << 16), file, most);
    }

    /** Whose letters a file has, as its first line says; empty if it has anybody's, or cannot be read. */
    static String streamOf(Path path, LetterFileName file) {
        if (!LetterFileName.hasStreams(file.prefix())) {
            return "";
        }
        try (LetterLines lines = of(path, file, LetterShelf.BEGINNING)) {
            Optional<KeptLetter> first = lines.next() ? lines.letter() : Optional.empty();
            return first.map(kept -> kept.letter().dataStream()).orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** False at the end, and at a line that has none. */
    boolean next() throws IOException {
        line.reset();
        isCut = false;
        start = position;
        for (int b = in.read(); b >= 0; b = in.read()) {
            position++;
            if (b == '\n') {
                number++;
                return true;
            }
            if (line.size() < most) {
                line.write(b);
            } else {
                isCut = true;
            }
        }
        return false;
    }

    /** False if there are fewer. */
    boolean goTo(int wanted) throws IOException {
        while (number < wanted) {
            if (!next()) {
                return false;
            }
        }
        return true;
    }

    /** Empty if the line is none of ours. */
    Optional<KeptLetter> letter() {
        return read(line.toByteArray(), isCut);
    }

    /** The same of so much of the line. */
    Optional<KeptLetter> beginning(int bytes) {
        return line.size() <= bytes ? letter() : read(Arrays.copyOf(line.toByteArray(), bytes), true);
    }

    private Optional<KeptLetter> read(byte[] bytes, boolean isPart) {
        return LetterLine.read(bytes, isPart)
                .map(read -> new KeptLetter(
                        new LetterRef(file.toString(), number),
                        start,
                        read.state(),
                        LetterLine.hasState(bytes),
                        !isPart,
                        read.letter()));
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
