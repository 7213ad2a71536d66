package dev.tocsin.ingest.refused;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters that are kept, to be looked at and dealt with, while others are written behind them. A line without
 * an end is being written, or was torn, and is none; nor is one that cannot be read. Thread-safe: lines are only ever
 * added, and changed in one byte.
 */
public final class LetterShelf {
    /** Of a line as far as a filter looks. */
    static final int BEGINNING = 65_536;

    /** Of a longer line the beginning: it takes several times its bytes of a heap that others need. */
    private static final int WHOLE = 16 * 1_024 * 1_024;

    /** Of a record in a list, of which there are many. */
    private static final int LISTED = 1_024;

    private final Path folder;
    private final int mostCounted;

    public LetterShelf(Path folder) {
        this(folder, 10_000);
    }

    LetterShelf(Path folder, int mostCounted) {
        this.folder = folder;
        this.mostCounted = mostCounted;
    }

    /**
     * Some letters of all that a filter takes.
     *
     * @param letters with the beginnings of their records, the newest first
     * @param found how many there are in all, as far as they were counted
     * @param isMore whether there are more than were counted
     */
    public record Page(List<KeptLetter> letters, int found, boolean isMore) {}

    /** @param most so many letters at most */
    public Page list(LetterFilter filter, int most) throws IOException {
        List<KeptLetter> letters = new ArrayList<>();
        int found = 0;
        boolean isMore = false;
        for (List<LetterFileName> group : groups()) {
            List<KeptLetter> newest = new ArrayList<>();
            int ofThisGroup = 0;
            for (LetterFileName file : group.reversed()) {
                // Each by itself, or what came in masses would keep us from the newest of the others.
                if (ofThisGroup >= mostCounted) {
                    isMore = true;
                    break;
                }
                ofThisGroup += addNewest(file, filter, most, newest);
            }
            letters.addAll(newest);
            letters.sort(Comparator.comparing((KeptLetter kept) -> kept.letter().at())
                    .reversed());
            letters.subList(Math.min(most, letters.size()), letters.size()).clear();
            found += ofThisGroup;
        }
        return new Page(List.copyOf(letters), found, isMore);
    }

    /** Returns how many there are in the file; of these as many are added as there is room for. */
    private int addNewest(LetterFileName file, LetterFilter filter, int most, List<KeptLetter> newest)
            throws IOException {
        Deque<KeptLetter> ofFile = new ArrayDeque<>();
        int room = most - newest.size();
        int found = 0;
        try (LetterLines lines = linesOf(file, BEGINNING)) {
            while (lines.next()) {
                Optional<KeptLetter> letter = lines.letter().filter(filter::takes);
                if (letter.isPresent()) {
                    found++;
                    ofFile.addFirst(letter.get().shortened(LISTED));
                    if (ofFile.size() > room) {
                        ofFile.removeLast();
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return 0; // removed for its age meanwhile
        }
        newest.addAll(ofFile);
        return found;
    }

    /** With its record, whole if it is not very large; empty if it is not there any more. */
    public Optional<KeptLetter> find(LetterRef ref) throws IOException {
        try (LetterLines lines = linesOf(ref.fileName(), WHOLE)) {
            return lines.goTo(ref.line()) ? lines.letter() : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Hands out each letter with its record, whole if it is not very large, one at a time, file by file from the oldest, until it is told to stop.
     *
     * @param after the letter behind which to begin; null from the first
     * @param visitor says whether to go on
     */
    public void visit(LetterFilter filter, @Nullable LetterRef after, Predicate<KeptLetter> visitor)
            throws IOException {
        for (LetterFileName file : files()) {
            int place = after == null ? 1 : file.compareTo(after.fileName());
            if (place < 0) {
                continue;
            }
            try (LetterLines lines = linesOf(file, WHOLE)) {
                if (after != null && place == 0 && !lines.goTo(after.line())) {
                    continue;
                }
                while (lines.next()) {
                    // As in a list: who has looked at what a filter takes finds that and no more dealt with.
                    boolean isTaken =
                            lines.beginning(BEGINNING).filter(filter::takes).isPresent();
                    Optional<KeptLetter> letter = isTaken ? lines.letter() : Optional.empty();
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
        Path path = pathOf(letter.ref().fileName());
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

    private LetterLines linesOf(LetterFileName file, int most) throws IOException {
        return LetterLines.of(pathOf(file), file, most);
    }

    private Path pathOf(LetterFileName file) {
        return folder.resolve(file + LetterFileName.ENDING);
    }

    /** The oldest first. */
    private List<LetterFileName> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(
                            file -> LetterFileName.ofFile(file.getFileName().toString()).stream())
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Files of the steps, and of streams, stand side by side, and only within one are they in order of time. */
    private Collection<List<LetterFileName>> groups() throws IOException {
        return files().stream()
                .collect(Collectors.groupingBy(
                        file -> file.prefix() + ' ' + LetterLines.streamOf(pathOf(file), file),
                        TreeMap::new,
                        Collectors.toList()))
                .values();
    }
}
