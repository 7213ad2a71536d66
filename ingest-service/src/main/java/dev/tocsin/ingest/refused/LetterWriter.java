package dev.tocsin.ingest.refused;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that dead letters are appended to. Not thread-safe. */
final class LetterWriter implements Closeable {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final FileChannel channel;
    private final Path path;
    /** Of the file behind the path when it was begun; null where files have none. */
    private final @Nullable Object key;

    private long durableBytes;

    private LetterWriter(FileChannel channel, Path path, @Nullable Object key) {
        this.channel = channel;
        this.path = path;
        this.key = key;
    }

    /** Makes the file, which must not be there. */
    static LetterWriter begin(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), attributes("rw-------"));
        LetterWriter writer = new LetterWriter(channel, path, keyOf(path));
        try (FileChannel folder = FileChannel.open(path.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return writer;
    }

    static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder, attributes("rwx------"));
    }

    Path path() {
        return path;
    }

    long durableBytes() {
        return durableBytes;
    }

    /**
     * Returns when the letters are on disk, with one fsync; after an exception none is, and the file is closed: its last
     * line could be torn.
     */
    void append(List<DeadLetter> letters) throws IOException {
        try {
            for (DeadLetter letter : letters) {
                ByteBuffer line = ByteBuffer.wrap(LetterLine.of(letter));
                while (line.hasRemaining()) {
                    channel.write(line);
                }
            }
            channel.force(false);
            if (!isThere()) {
                throw new NoSuchFileException(path.toString(), null, "deleted while dead letters were written to it");
            }
            durableBytes = channel.position();
        } catch (IOException | RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
    }

    /** What was not confirmed is cut off: it is brought again, and a full disk has no room for pieces of it. */
    private void giveUp(Throwable cause) {
        try (FileChannel _ = channel) {
            if (!isThere()) {
                return;
            }
            if (durableBytes == 0) {
                Files.delete(path);
            } else {
                cut(path, durableBytes);
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

    /** False once somebody has deleted or moved it: what is written to it then nobody ever sees. */
    boolean isThere() throws IOException {
        try {
            return Objects.equals(keyOf(path), key);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
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
        channel.close();
    }
}
