package dev.tocsin.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether files that changed have come to rest. Who writes in place is seen in the middle of it, and half of a file can be
 * in order and say something else: a token whose streams are not there yet may write everywhere. So what is new counts
 * once a second look, a while after the first, finds the same. Not thread-safe.
 */
public final class FileRest {
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final List<Path> files;
    private @Nullable Sight seen;
    private Instant since = Instant.MIN;

    /** @param changed when each file was; empty for one that is not there */
    private record Sight(Object content, List<Optional<FileTime>> changed) {}

    /** @param files whose times count beside their content: two versions may be seen at the same half */
    public FileRest(Path... files) {
        this.files = List.of(files);
    }

    /**
     * To be asked at every look, also when nothing is new.
     *
     * @param content that this look found, compared by {@code equals}
     */
    public boolean isAtRest(Object content, Instant now) {
        Sight sight = new Sight(content, files.stream().map(FileRest::changed).toList());
        // Set anew by a clock that was set back too: what is new would wait for as long.
        if (!sight.equals(seen) || now.isBefore(since)) {
            seen = sight;
            since = now;
        }
        return !now.isBefore(since.plus(A_WHILE));
    }

    private static Optional<FileTime> changed(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
