package dev.tocsin.alert.rule;

import dev.tocsin.access.FileRest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lists in force, one per file, read again when size or time of a file changes and it is at rest. A list that breaks goes
 * on as it was last good, and is listed as broken all the same; so do all of them when the folder cannot be listed.
 * Thread-safe.
 */
public final class ListBook {
    /** How problems name the folder, to tell its files from those of rules. */
    static final String FOLDER = "lists/";

    private static final String ENDING = ".txt";

    private final Path folder;
    private final FileRest rest = new FileRest();
    private Map<String, Stamp> stamps = new TreeMap<>();
    private @Nullable Problem folderProblem;
    private final Map<String, ValueList> lists = new TreeMap<>();
    private final Map<String, Problem> problems = new TreeMap<>();

    /** Files that we were not allowed to read: a permission that is given changes neither size nor time. */
    private final Set<String> unread = new HashSet<>();

    private boolean wasRead;
    private volatile ValueLists current = ValueLists.NONE;

    /** What shows that a large file has changed, without reading it. */
    private record Stamp(long size, FileTime changed) {}

    /** @param folder with files of lists; one that is not there has none */
    public ListBook(Path folder) {
        this.folder = folder;
    }

    /** What the files say, read now. */
    public static ValueLists read(Path folder) {
        ListBook book = new ListBook(folder);
        book.readAgain(Instant.EPOCH);
        return book.current();
    }

    public ValueLists current() {
        return current;
    }

    /** Whether anything they say changed since the last look; the first one takes the files as they are. */
    public synchronized boolean readAgain(Instant now) {
        Map<String, Stamp> found = stamps;
        Problem trouble = null;
        try {
            Map<String, Stamp> seen = stamps();
            if (rest.isAtRest(seen, now) || !wasRead) {
                found = seen;
            }
        } catch (UncheckedIOException e) {
            trouble =
                    problem(FOLDER, 1, "the folder of lists cannot be listed", "the lists known so far stay in force");
        }
        boolean isSame = found.equals(stamps) && (trouble == null) == (folderProblem == null);
        boolean isReadableNow = unread.stream().anyMatch(file -> Files.isReadable(folder.resolve(file)));
        if (wasRead && isSame && !isReadableNow) {
            return false;
        }
        boolean isFirst = !wasRead;
        Map<String, ValueList> before = Map.copyOf(lists);
        List<Problem> problemsBefore = current.problems();
        readChanged(found);
        stamps = found;
        folderProblem = trouble;
        wasRead = true;
        current = new ValueLists(
                lists,
                Stream.concat(Optional.ofNullable(trouble).stream(), problems.values().stream())
                        .toList());
        return isFirst || !lists.equals(before) || !current.problems().equals(problemsBefore);
    }

    private void readChanged(Map<String, Stamp> found) {
        lists.keySet().removeIf(name -> !found.containsKey(name + ENDING));
        problems.keySet().removeIf(file -> !found.containsKey(file));
        unread.retainAll(found.keySet());
        found.forEach((file, stamp) -> {
            boolean wasUnread = unread.remove(file);
            if (wasUnread || !stamp.equals(stamps.get(file))) {
                problems.remove(file);
                read(file, stamp);
            }
        });
    }

    private void read(String file, Stamp stamp) {
        String name = file.substring(0, file.length() - ENDING.length());
        if (!RuleReader.isName(name)) {
            broken(
                    file,
                    1,
                    "'" + name + "' is no name of a list",
                    "small letters, digits and single dashes: known-admins.txt");
        } else if (stamp.size() > ListFile.LARGEST) {
            broken(file, 1, "is larger than 8 MB", "a list has at most " + ListFile.MOST_IN_WORDS + " values");
        } else {
            try {
                lists.put(name, ValueList.named(name, ListFile.read(Files.readAllBytes(folder.resolve(file)))));
            } catch (ListFile.Bad e) {
                broken(file, e.line(), String.valueOf(e.getMessage()), e.hint());
            } catch (IOException e) {
                unread.add(file);
                broken(file, 1, "cannot be read", "give the engine's user the right to read it");
            }
        }
    }

    private void broken(String file, int line, String reason, @Nullable String hint) {
        problems.put(file, problem(FOLDER + file, line, reason, hint));
    }

    private static Problem problem(String file, int line, String reason, @Nullable String hint) {
        return new Problem(Problem.Severity.ERROR, file, line, 1, "", reason, hint, null);
    }

    private Map<String, Stamp> stamps() {
        Map<String, Stamp> found = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> listed = Files.list(folder)) {
            listed.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(ENDING) && !name.startsWith(".") && Files.isRegularFile(file)) {
                stamp(file).ifPresent(stamp -> found.put(name, stamp));
            }
        }
        return found;
    }

    /** Empty if the file has gone meanwhile. */
    private static Optional<Stamp> stamp(Path file) {
        try {
            return Optional.of(new Stamp(Files.size(file), Files.getLastModifiedTime(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + file, e);
        }
    }
}
