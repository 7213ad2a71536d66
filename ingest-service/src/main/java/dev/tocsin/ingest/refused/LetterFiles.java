package dev.tocsin.ingest.refused;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one step's dead letters, one or more a day (UTC), named {@code decode-2026-11-23.000.jsonl}; half of the room
 * is theirs. What Elasticsearch refused is in files of each data stream, for they were acknowledged: when there are too
 * many, the stream that has most loses its oldest. A file that an error or an earlier process left is never written to
 * again: its last line may be torn. Not thread-safe.
 */
final class LetterFiles implements Closeable {
    /** So many streams have files of their own on a day; the others share theirs. */
    private static final int MOST_STREAMS = 200;

    private static final String OTHERS = "";

    private final DeadLetterSettings settings;
    private final Set<String> prefixes;
    private final String prefix;
    /** Of each stream the file that is written to; of the step that knows none all are one. */
    private final Map<String, LetterWriter> current = new HashMap<>();

    private @Nullable LocalDate currentDay;
    private long bytesSincePruned;

    LetterFiles(DeadLetterSettings settings, String prefix) throws IOException {
        this(settings, Set.of(prefix), prefix);
    }

    /** @param prefixes those of files that are there already */
    LetterFiles(DeadLetterSettings settings, Set<String> prefixes, String prefix) throws IOException {
        this.settings = settings;
        this.prefixes = prefixes;
        this.prefix = prefix;
        LetterWriter.makeFolder(settings.folder());
    }

    /**
     * Returns when the letters are on disk, with one fsync; after an exception none is.
     *
     * @param letters of one stream, if the step knows streams
     * @return whether it is time to prune: a file was begun, or as much was written as one has
     */
    boolean append(List<DeadLetter> letters, LocalDate day) throws IOException {
        if (!day.equals(currentDay)) {
            close();
            currentDay = day;
        }
        String stream = streamOf(letters.getFirst());
        LetterWriter before = current.get(stream);
        LetterWriter file = fileOf(stream, before, day);
        long bytes = file.durableBytes();
        try {
            file.append(letters);
        } catch (IOException | RuntimeException | Error e) {
            current.remove(stream);
            throw e;
        }
        bytesSincePruned += file.durableBytes() - bytes;
        return file != before || bytesSincePruned >= settings.fileBytes();
    }

    private String streamOf(DeadLetter letter) {
        String stream = LetterFileName.hasStreams(prefix) && letter.dataStream() != null ? letter.dataStream() : OTHERS;
        return current.containsKey(stream) || current.size() < MOST_STREAMS ? stream : OTHERS;
    }

    private LetterWriter fileOf(String stream, @Nullable LetterWriter before, LocalDate day) throws IOException {
        if (before != null && before.durableBytes() < settings.fileBytes() && before.isThere()) {
            return before;
        }
        if (before != null) {
            current.remove(stream);
            before.close();
        }
        int number = files().stream()
                .filter(other -> other.name().day().equals(day))
                .mapToInt(other -> other.name().number() + 1)
                .max()
                .orElse(0);
        LetterFileName name = new LetterFileName(prefix, day, number);
        LetterWriter file = LetterWriter.begin(settings.folder().resolve(name + LetterFileName.ENDING));
        current.put(stream, file);
        return file;
    }

    /**
     * Removes files that are too old or, over the limit, the oldest of the stream that has most; one that cannot be
     * removed stops no other. The newest stays.
     */
    Pruned prune(LocalDate today) throws IOException {
        bytesSincePruned = 0;
        List<LetterFile> files = files();
        long total = files.stream().mapToLong(LetterFile::bytes).sum();
        List<LetterFile> removable = new ArrayList<>(files.subList(0, Math.max(0, files.size() - 1)));
        Pruned pruned = new Pruned(0, null);
        for (LetterFile file : files) {
            if (file.name().day().plusDays(settings.keepDays()).isBefore(today)) {
                Pruned removed = remove(file);
                total -= removed.failure() == null ? file.bytes() : 0;
                pruned = pruned.with(removed);
                removable.remove(file);
            }
        }
        if (total > settings.maxBytes() / 2) {
            Map<String, List<LetterFile>> byStream = byStream(removable);
            while (total > settings.maxBytes() / 2 && !byStream.isEmpty()) {
                List<LetterFile> most = byStream.values().stream()
                        .max(Comparator.comparingLong(LetterFiles::bytes))
                        .orElseThrow();
                LetterFile oldest = most.removeFirst();
                Pruned removed = remove(oldest);
                total -= removed.failure() == null ? oldest.bytes() : 0;
                pruned = pruned.with(removed);
                byStream.values().removeIf(List::isEmpty);
            }
        }
        return pruned;
    }

    private static long bytes(List<LetterFile> files) {
        return files.stream().mapToLong(LetterFile::bytes).sum();
    }

    private static Map<String, List<LetterFile>> byStream(List<LetterFile> files) {
        Map<String, List<LetterFile>> byStream = new HashMap<>();
        for (LetterFile file : files) {
            byStream.computeIfAbsent(LetterLines.streamOf(file.path(), file.name()), _ -> new ArrayList<>())
                    .add(file);
        }
        return byStream;
    }

    private static Pruned remove(LetterFile file) {
        try {
            long letters = lines(file.path());
            Files.delete(file.path());
            return new Pruned(letters, null);
        } catch (IOException e) {
            return new Pruned(0, e);
        }
    }

    /**
     * What was removed.
     *
     * @param letters how many
     * @param failure why there is not more; null if all went well
     */
    record Pruned(long letters, @Nullable IOException failure) {
        private Pruned with(Pruned more) {
            return new Pruned(letters + more.letters, more.failure == null ? failure : more.failure);
        }
    }

    private static long lines(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            long lines = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                lines += b == '\n' ? 1 : 0;
            }
            return lines;
        }
    }

    private List<LetterFile> files() throws IOException {
        List<LetterFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(settings.folder())) {
            for (Path path : paths.toList()) {
                Optional<LetterFileName> name = LetterFileName.ofFile(
                                path.getFileName().toString())
                        .filter(one -> prefixes.contains(one.prefix()));
                if (name.isPresent() && Files.exists(path)) {
                    files.add(new LetterFile(path, name.get(), Files.size(path)));
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        files.sort(Comparator.comparing(LetterFile::name));
        return files;
    }

    @Override
    public void close() throws IOException {
        List<LetterWriter> open = List.copyOf(current.values());
        current.clear();
        for (LetterWriter file : open) {
            file.close();
        }
    }

    private record LetterFile(Path path, LetterFileName name, long bytes) {}
}
