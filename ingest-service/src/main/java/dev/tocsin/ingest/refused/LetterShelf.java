package dev.tocsin.ingest.refused;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The dead letters that are kept, to be looked at and dealt with, while others are written behind them. A line without
 * an end is being written, or was torn, and is none; nor is one that cannot be read. Thread-safe: lines are only ever
 * added, and changed in one byte.
 */
public final class LetterShelf {
    /** So much of a listed letter's record is there. */
    public static final int BEGINNING = 65_536;

    /** Of a longer line the beginning: it takes several times its bytes of a heap that others need. */
    private static final int WHOLE = 16 * 1_024 * 1_024;

    private static final String ENDING = ".jsonl";

    private final Path folder;

    public LetterShelf(Path folder) {
        this.folder = folder;
    }

    /**
     * The newest first.
     *
     * @param most so many at most
     */
    public List<KeptLetter> list(LetterFilter filter, int most) throws IOException {
        List<KeptLetter> found = new ArrayList<>();
        for (Path file : newestFirst()) {
            Deque<KeptLetter> ofFile = new ArrayDeque<>();
            int room = most - found.size();
            if (room <= 0) {
                break;
            }
            try (Lines lines = Lines.of(file, BEGINNING)) {
                while (lines.next()) {
                    Optional<KeptLetter> letter = lines.letter().filter(filter::takes);
                    if (letter.isPresent()) {
                        ofFile.addLast(letter.get());
                        if (ofFile.size() > room) {
                            ofFile.removeFirst();
                        }
                    }
                }
            } catch (NoSuchFileException e) {
                continue; // removed for its age meanwhile
            }
            List<KeptLetter> reversed = new ArrayList<>(ofFile);
            Collections.reverse(reversed);
            found.addAll(reversed);
        }
        return found;
    }

    /** With its record, whole if it is not very large; empty if it is not there any more. */
    public Optional<KeptLetter> find(LetterRef ref) throws IOException {
        try (Lines lines = Lines.of(fileOf(ref), WHOLE)) {
            return lines.goTo(ref.line()) ? lines.letter() : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Hands out each letter with its record, whole if it is not very large, one at a time, the oldest first, until it is told to stop.
     *
     * @param visitor says whether to go on
     */
    public void visit(LetterFilter filter, Predicate<KeptLetter> visitor) throws IOException {
        for (Path file : newestFirst().reversed()) {
            try (Lines lines = Lines.of(file, WHOLE)) {
                while (lines.next()) {
                    Optional<KeptLetter> letter = lines.letter().filter(filter::takes);
                    if (letter.isPresent() && !visitor.test(letter.get())) {
                        return;
                    }
                }
            } catch (NoSuchFileException e) {
                continue; // removed for its age meanwhile
            }
        }
    }

    /**
     * Returns when it is on disk what became of a letter.
     *
     * @return false if it is not there any more, or was written by a build that had no place for it
     */
    public boolean mark(KeptLetter letter, LetterState state) throws IOException {
        // Not made again, should it have been removed for its age.
        Path path = fileOf(letter.ref());
        byte[] beginning = new byte[LetterLine.STATE_AT + 1];
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.read(ByteBuffer.wrap(beginning), letter.position());
            if (!LetterLine.hasState(beginning)) {
                return false;
            }
            ByteBuffer digit = ByteBuffer.wrap(new byte[] {(byte) state.digit()});
            file.write(digit, letter.position() + LetterLine.STATE_AT);
            file.force(false);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path fileOf(LetterRef ref) {
        return folder.resolve(ref.file() + ENDING);
    }

    private List<Path> newestFirst() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> LetterRef.of(nameOf(file) + ":1").isPresent())
                    .sorted(Comparator.comparing(LetterShelf::dayAndNumber).reversed())
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : "";
    }

    /** Of {@code decode-2026-11-23.000}, what is behind the step: files of both steps stand side by side. */
    private static String dayAndNumber(Path file) {
        String name = nameOf(file);
        return name.substring(name.indexOf("-20") + 1);
    }

    /** The lines of a file, one after the other, each with its beginning only. */
    private static final class Lines implements AutoCloseable {
        private final InputStream in;
        private final String file;
        private final int most;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private long start;
        private long position;
        private int number;
        private boolean isCut;

        private Lines(InputStream in, String file, int most) {
            this.in = in;
            this.file = file;
            this.most = most;
        }

        static Lines of(Path file, int most) throws IOException {
            return new Lines(new BufferedInputStream(Files.newInputStream(file), 1 << 16), nameOf(file), most);
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

        boolean goTo(int wanted) throws IOException {
            while (number < wanted) {
                if (!next()) {
                    return false;
                }
            }
            return true;
        }

        Optional<KeptLetter> letter() {
            return LetterLine.read(line.toByteArray(), isCut)
                    .map(read ->
                            new KeptLetter(new LetterRef(file, number), start, read.state(), !isCut, read.letter()));
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
