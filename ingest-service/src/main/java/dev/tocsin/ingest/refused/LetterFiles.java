package dev.tocsin.ingest.refused;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one step's dead letters, one or more a day (UTC), named {@code decode-2026-11-23.000.jsonl}; half of the room
 * is theirs. A file that an error or an earlier process left is never written to again: its last line may be torn. Not thread-safe.
 */
final class LetterFiles implements Closeable {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final DeadLetterSettings settings;
    private final Pattern names;
    private final String prefix;
    private @Nullable FileChannel current;
    private @Nullable LocalDate currentDay;
    private long currentBytes;

    LetterFiles(DeadLetterSettings settings, String prefix) throws IOException {
        this(settings, prefix, prefix);
    }

    /** @param prefixes an expression for those of files that are there already */
    LetterFiles(DeadLetterSettings settings, String prefixes, String prefix) throws IOException {
        this.settings = settings;
        this.names = Pattern.compile(prefixes + "-(\\d{4}-\\d{2}-\\d{2})\\.(\\d{3,})\\.jsonl");
        this.prefix = prefix;
        Files.createDirectories(settings.folder(), attributes("rwx------"));
    }

    /**
     * Returns when the lines are on disk; after an exception none, some or all of them are.
     *
     * @return whether a new file was begun: time to prune
     */
    boolean append(byte[] lines, LocalDate day) throws IOException {
        try {
            FileChannel before = current;
            FileChannel channel = channelOf(day);
            ByteBuffer bytes = ByteBuffer.wrap(lines);
            while (bytes.hasRemaining()) {
                currentBytes += channel.write(bytes);
            }
            channel.force(false);
            return channel != before;
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private FileChannel channelOf(LocalDate day) throws IOException {
        FileChannel channel = current;
        if (channel != null && day.equals(currentDay) && currentBytes < settings.fileBytes()) {
            return channel;
        }
        close();
        int number = files().stream()
                .filter(file -> file.day().equals(day))
                .mapToInt(file -> file.number() + 1)
                .max()
                .orElse(0);
        Path path = settings.folder().resolve("%s-%s.%03d.jsonl".formatted(prefix, day, number));
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        channel = FileChannel.open(path, options, attributes("rw-------"));
        try (FileChannel folder = FileChannel.open(settings.folder(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        current = channel;
        currentDay = day;
        currentBytes = 0;
        return channel;
    }

    /** Removes files that are too old or, the oldest first, over the limit; returns how many letters were in them. */
    long prune(LocalDate today) throws IOException {
        List<LetterFile> files = files();
        long total = files.stream().mapToLong(LetterFile::bytes).sum();
        long removed = 0;
        for (LetterFile file : files) {
            boolean tooOld = file.day().plusDays(settings.keepDays()).isBefore(today);
            boolean newest = file == files.getLast();
            if (!tooOld && (total <= settings.maxBytes() / 2 || newest)) {
                break;
            }
            removed += lines(file.path());
            Files.delete(file.path());
            total -= file.bytes();
        }
        return removed;
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
                Matcher name = names.matcher(path.getFileName().toString());
                if (name.matches()) {
                    files.add(new LetterFile(
                            path, LocalDate.parse(name.group(1)), Integer.parseInt(name.group(2)), Files.size(path)));
                }
            }
        }
        files.sort(Comparator.comparing(LetterFile::day)
                .thenComparing(LetterFile::number)
                .thenComparing(LetterFile::path));
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
        FileChannel channel = current;
        current = null;
        if (channel != null) {
            channel.close();
        }
    }

    private record LetterFile(Path path, LocalDate day, int number, long bytes) {}
}
