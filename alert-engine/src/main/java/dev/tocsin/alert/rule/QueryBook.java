package dev.tocsin.alert.rule;

import dev.tocsin.access.FileRest;
import dev.tocsin.query.QueryException;
import dev.tocsin.query.kibana.KibanaExport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The saved queries in force, read again when their files change and are at rest, or Kibana says something new. A file
 * that breaks goes on as it was last good, and is listed as broken all the same; so does the whole folder when it cannot
 * be listed. Thread-safe.
 */
public final class QueryBook {

    private final Path folder;
    private final KibanaSource kibana;
    private final FileRest rest = new FileRest();
    private Map<String, @Nullable String> contents = new TreeMap<>();
    private Map<String, Stamp> stamps = new TreeMap<>();
    private final Map<String, List<KibanaEntry>> exported = new TreeMap<>();
    private final Map<String, Problem> exportProblems = new TreeMap<>();
    private @Nullable KibanaShelf shelf;
    private @Nullable Problem folderProblem;
    private volatile QueryLibrary current = QueryLibrary.EMPTY;
    private boolean wasRead;

    /** @param folder with files of saved queries and exports of Kibana; one that is not there has none */
    public QueryBook(Path folder, KibanaSource kibana) {
        this.folder = folder;
        this.kibana = kibana;
    }

    /** What the files alone say, read now. */
    public static QueryLibrary read(Path folder, KibanaSource kibana) {
        QueryBook book = new QueryBook(folder, kibana);
        book.readAgain(Instant.EPOCH);
        return book.current();
    }

    public QueryLibrary current() {
        return current;
    }

    /** Whether anything changed since the last look; the first one takes the files as they are. */
    public synchronized boolean readAgain(Instant at) {
        Map<String, @Nullable String> now = contents;
        Map<String, Stamp> nowStamps = stamps;
        Problem nowProblem = null;
        try {
            Map<String, @Nullable String> found = RuleFiles.contentsOf(folder);
            Map<String, Stamp> foundStamps = stamps();
            if (rest.isAtRest(List.of(found, foundStamps), at) || !wasRead) {
                now = found;
                nowStamps = foundStamps;
            }
        } catch (UncheckedIOException e) {
            nowProblem = cannotBeListed(e);
        }
        KibanaShelf nowShelf = kibana.current();
        if (wasRead
                && now.equals(contents)
                && nowStamps.equals(stamps)
                && nowShelf.equals(shelf)
                && Objects.equals(nowProblem, folderProblem)) {
            return false;
        }
        readExports(nowStamps);
        folderProblem = nowProblem;
        contents = now;
        stamps = nowStamps;
        shelf = nowShelf;
        wasRead = true;
        current = library(QueryFiles.parse(now));
        return true;
    }

    /** A folder that is away for a moment is no wish to stop the rules that refer to it. */
    private Problem cannotBeListed(UncheckedIOException e) {
        String reason =
                Optional.ofNullable(e.getCause()).orElse(new IOException(e)).getMessage();
        return new Problem(
                Problem.Severity.ERROR,
                folder.toString(),
                1,
                1,
                "",
                "the folder of saved queries cannot be listed: " + reason,
                "the queries known so far stay in force",
                null);
    }

    private QueryLibrary library(QueryFiles.Reading read) {
        Map<String, StoredQuery> named = new HashMap<>(read.named());
        Set<String> broken = new HashSet<>(read.broken());
        for (StoredQuery before : current.saved()) {
            QueryOrigin origin = before.origin();
            if (broken.contains(origin.name()) || broken.contains(origin.where())) {
                named.putIfAbsent(origin.name(), before);
            }
        }
        List<Problem> problems = new ArrayList<>(read.problems());
        problems.addAll(exportProblems.values());
        Optional.ofNullable(folderProblem).ifPresent(problems::add);
        broken.addAll(exportProblems.keySet());
        return new QueryLibrary(
                named,
                problems.stream().sorted(Problem.BY_PLACE).toList(),
                broken.stream().sorted().toList(),
                exported.values().stream().flatMap(List::stream).toList(),
                // The very shelf that was compared: the next one is seen at the next look.
                new KibanaSource() {
                    private final KibanaShelf seen = shelf == null ? KibanaShelf.NO_KIBANA : shelf;

                    @Override
                    public KibanaShelf current() {
                        return seen;
                    }

                    @Override
                    public void wanted() {
                        kibana.wanted();
                    }
                });
    }

    /** What shows that a large file has changed, without reading it. */
    private record Stamp(long size, FileTime changed) {}

    private Map<String, Stamp> stamps() {
        Map<String, Stamp> found = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".ndjson") && Files.isRegularFile(file)) {
                    stamp(file).ifPresent(stamp -> found.put(String.valueOf(file.getFileName()), stamp));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        return found;
    }

    /** Empty if the file has gone meanwhile. */
    private static Optional<Stamp> stamp(Path file) throws IOException {
        try {
            return Optional.of(new Stamp(Files.size(file), Files.getLastModifiedTime(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void readExports(Map<String, Stamp> now) {
        exported.keySet().removeIf(file -> !now.containsKey(file.substring(QueryFiles.FOLDER.length())));
        exportProblems.keySet().removeIf(file -> !now.containsKey(file.substring(QueryFiles.FOLDER.length())));
        now.forEach((name, stamp) -> {
            if (!stamp.equals(stamps.get(name))) {
                String file = QueryFiles.FOLDER + name;
                try {
                    exported.put(file, entries(file, folder.resolve(name), stamp));
                    exportProblems.remove(file);
                } catch (QueryException e) {
                    exportProblems.put(
                            file,
                            new Problem(
                                    Problem.Severity.ERROR,
                                    file,
                                    1,
                                    1,
                                    "",
                                    String.valueOf(e.getMessage()),
                                    e.hint().orElse("export it again in Kibana, under Saved objects"),
                                    null));
                }
            }
        });
    }

    private static byte[] utf8(Path path) throws IOException {
        byte[] text = Files.readAllBytes(path);
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        return text;
    }

    private static List<KibanaEntry> entries(String file, Path path, Stamp stamp) {
        if (stamp.size() > KibanaExport.LARGEST) {
            throw QueryException.of("The file is larger than 8 MB.", "export fewer objects, or into several files");
        }
        try {
            return KibanaExport.read(utf8(path)).objects().stream()
                    .map(object -> new KibanaEntry(object, file, false, List.of(), null))
                    .toList();
        } catch (CharacterCodingException e) {
            throw QueryException.of("The file is no UTF-8 text.", null);
        } catch (IOException e) {
            throw QueryException.of("The file cannot be read.", null);
        }
    }
}
