package dev.tocsin.ingest.refused;

import java.nio.file.Path;

/**
 * How dead letters are kept.
 *
 * @param folder made if it is not there, mode 0700
 * @param keepDays how many days a file is kept after its own
 * @param maxBytes of all files, half of it for each step; over that its oldest file goes, of the data
 *     stream that has most
 * @param fileBytes a day's file is followed by another when it has grown over this
 */
public record DeadLetterSettings(Path folder, int keepDays, long maxBytes, long fileBytes) {
    private static final long MIB = 1024 * 1024;

    public DeadLetterSettings {
        if (keepDays < 1 || fileBytes < 1 || maxBytes < 4 * fileBytes) {
            throw new IllegalArgumentException("dead letters need at least a day and room for four files");
        }
    }

    /** A week, 1 GiB. */
    public static DeadLetterSettings in(Path folder) {
        return new DeadLetterSettings(folder, 7, 1024 * MIB, 64 * MIB);
    }
}
