package dev.tocsin.ingest.journal;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the bytes of damaged stretches of the journal beside it, in files that nothing reads or deletes but people. */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private static final String UNFINISHED = "corrupt-new";

    private final Disk disk;
    private final JournalMeters meters;
    private final Set<Long> keptWhole = new HashSet<>();
    private final Set<String> told = new HashSet<>();

    Quarantine(Disk disk, JournalMeters meters) {
        this.disk = disk;
        this.meters = meters;
    }

    /** Takes what the scanner's last step found damaged. Idempotent: what is read again, or after a crash, is there already. */
    void keep(SegmentScanner scanner) {
        long bytes = scanner.position() - scanner.start();
        String name = "%019d-%d.corrupt".formatted(scanner.start(), bytes);
        if (!told.add(name)) {
            return;
        }
        meters.damagedBytes.increment(bytes);
        LOG.atError()
                .addKeyValue("position", scanner.start())
                .addKeyValue("bytes", bytes)
                .addKeyValue("file", name)
                .log("A stretch of the journal is damaged: events may be lost; the bytes are kept in a file");
        try {
            copy(scanner, name);
        } catch (IOException e) {
            // Reading has to go on, for only reading makes room: so the whole segment is kept instead.
            keptWhole.add(scanner.segmentBase());
            LOG.atError().setCause(e).log("Could not copy the damaged stretch; its segment is kept");
        }
    }

    private void copy(SegmentScanner scanner, String name) throws IOException {
        if (disk.list().contains(name)) {
            return;
        }
        try (DiskFile file = disk.open(UNFINISHED, true)) {
            long[] at = {0};
            scanner.copyDamage(piece -> {
                int length = piece.remaining();
                file.writeFully(piece, at[0]);
                at[0] += length;
            });
            file.force();
        }
        disk.rename(UNFINISHED, name);
        disk.syncFolder();
    }

    /** Gives a segment back to the disk, unless it holds what could not be copied. */
    void release(Segment segment) throws IOException {
        if (keptWhole.contains(segment.base())) {
            disk.rename(segment.name(), segment.name() + ".corrupt");
        } else {
            disk.delete(segment.name());
        }
    }
}
