package dev.tocsin.ingest.refused;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one step's dead letters, one or more a day (UTC), named {@code decode-2026-11-23.000.jsonl}; half of the room
 * is theirs. A file that an error or an earlier process left is never written to again: its last line may be torn. Not
 * thread-safe.
 */
final class LetterFiles implements Closeable {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final DeadLetterSettings settings;
    private final Set<String> prefixes;
    private final String prefix;
    private @Nullable OpenFile current;
    private long durableBytes;

    LetterFiles(DeadLetterSettings settings, String prefix) throws IOException {
        this(settings, Set.of(prefix), prefix);
    }

    /** @param prefixes those of files that are there already */
    LetterFiles(DeadLetterSettings settings, Set<String> prefixes, String prefix) throws IOException {
        this.settings = settings;
        this.prefixes = prefixes;
        this.prefix = prefix;
        Files.createDirectories(settings.folder(), attributes("rwx------"));
    }

    /**
     * Returns when the letters are on disk, with one fsync; after an exception none is.
     *
     * @return whether a new file was begun: time to prune
     */
    boolean append(List<DeadLetter> letters, LocalDate day) throws IOException {
        OpenFile before = current;
        try {
            OpenFile file = fileOf(day);
            for (DeadLetter letter : letters) {
                ByteBuffer line = ByteBuffer.wrap(LetterLine.of(letter));
                while (line.hasRemaining()) {
                    file.channel().write(line);
                }
            }
            file.channel().force(false);
            if (!file.isThere()) {
                throw new NoSuchFileException(
                        file.path().toString(), null, "deleted while dead letters were written to it");
            }
            durableBytes = file.channel().position();
            return file != before;
        } catch (IOException | RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
    }

    /** What was not confirmed is cut off: it is brought again, and a full disk has no room for pieces of it. */
    private void giveUp(Throwable cause) {
        OpenFile file = current;
        current = null;
        if (file == null) {
            return;
        }
        try (FileChannel _ = file.channel()) {
            if (!file.isThere()) {
                return;
            }
            if (durableBytes == 0) {
                Files.delete(file.path());
            } else {
                cut(file.path(), durableBytes);
            }
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** Not through the channel: an interrupt closes it, and any other one of this thread. */
    private static void cut(Path path, long length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
            file.getFD().sync();
        }
    }

    private OpenFile fileOf(LocalDate day) throws IOException {
        OpenFile file = current;
        if (file != null && day.equals(file.day()) && durableBytes < settings.fileBytes() && file.isThere()) {
            return file;
        }
        close();
        int number = files().stream()
                .filter(other -> other.name().day().equals(day))
                .mapToInt(other -> other.name().number() + 1)
                .max()
                .orElse(0);
        Path path = settings.folder().resolve(new LetterFileName(prefix, day, number) + LetterFileName.ENDING);
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        FileChannel channel = FileChannel.open(path, options, attributes("rw-------"));
        file = new OpenFile(channel, path, keyOf(path), day);
        current = file;
        durableBytes = 0;
        try (FileChannel folder = FileChannel.open(settings.folder(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return file;
    }

    /** Removes files that are too old or, the oldest first, over the limit; one that cannot be removed stops no other. */
    Pruned prune(LocalDate today) throws IOException {
        List<LetterFile> files = files();
        long total = files.stream().mapToLong(LetterFile::bytes).sum();
        long removed = 0;
        IOException failure = null;
        for (LetterFile file : files) {
            boolean tooOld = file.name().day().plusDays(settings.keepDays()).isBefore(today);
            boolean newest = file == files.getLast();
            if (!tooOld && (total <= settings.maxBytes() / 2 || newest)) {
                break;
            }
            try {
                long letters = lines(file.path());
                Files.delete(file.path());
                removed += letters;
                total -= file.bytes();
            } catch (IOException e) {
                failure = e;
            }
        }
        return new Pruned(removed, failure);
    }

    /**
     * What was removed.
     *
     * @param letters how many
     * @param failure why there is not more; null if all went well
     */
    record Pruned(long letters, @Nullable IOException failure) {}

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

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    @Override
    public void close() throws IOException {
        OpenFile file = current;
        current = null;
        if (file != null) {
            file.channel().close();
        }
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** @param key of the file behind the path when it was begun; null where files have none */
    private record OpenFile(
            FileChannel channel, Path path, @Nullable Object key, LocalDate day) {
        /** False once somebody has deleted or moved it: what is written to it then nobody ever sees. */
        private boolean isThere() throws IOException {
            try {
                return Objects.equals(keyOf(path), key);
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    private record LetterFile(Path path, LetterFileName name, long bytes) {}
}
