package dev.tocsin.launcher.part;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The logs of earlier starts: {@code x.log.1} is the last one, at most {@value #KEPT} are there, and none is longer than
 * {@value #MOST_BYTES} bytes, of which the end is worth more than the beginning.
 */
final class KeptLogs {
    static final int KEPT = 5;
    static final long MOST_BYTES = 10L * 1024 * 1024;

    private KeptLogs() {}

    /** Makes room for a new log; call it while nobody writes. */
    static void makeRoomFor(Path log) throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        for (int i = KEPT - 1; i >= 1; i--) {
            if (Files.exists(old(log, i))) {
                Files.move(old(log, i), old(log, i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.size(log) > MOST_BYTES) {
            keepTheEnd(log, old(log, 1));
            Files.delete(log);
        } else {
            Files.move(log, old(log, 1), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void keepTheEnd(Path log, Path kept) throws IOException {
        try (FileChannel from = FileChannel.open(log);
                FileChannel to = FileChannel.open(
                        kept,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            long at = from.size() - MOST_BYTES;
            while (at < from.size()) {
                at += from.transferTo(at, from.size() - at, to);
            }
        }
    }

    private static Path old(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }
}
