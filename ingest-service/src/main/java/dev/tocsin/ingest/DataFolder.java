package dev.tocsin.ingest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a folder of state is one, or can be made. */
final class DataFolder {
    private DataFolder() {}

    /** Why not, in words; empty if nothing is in its way. */
    static Optional<String> trouble(Path folder) {
        @Nullable Path there = folder.toAbsolutePath().normalize();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null) {
            return Optional.empty();
        }
        return !Files.isDirectory(there)
                ? Optional.of(there + " is no folder")
                : Files.isWritable(there) ? Optional.empty() : Optional.of(there + " may not be written by this user");
    }
}
