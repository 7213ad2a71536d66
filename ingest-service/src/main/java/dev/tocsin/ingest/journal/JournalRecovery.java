package dev.tocsin.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out at the start what an earlier process left.
 *
 * <p>Only the last segment can have a torn tail, for each newer one says where the one before it ends. So only the last
 * is read through; the others are checked record by record when they are read.
 */
final class JournalRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

    private final Disk disk;
    private final JournalMeters meters;
    private final RecordFormat format = new RecordFormat();

    JournalRecovery(Disk disk, JournalMeters meters) {
        this.disk = disk;
        this.meters = meters;
    }

    Recovered recover() throws IOException {
        CheckpointFiles checkpoints = new CheckpointFiles(disk);
        CheckpointFiles.Found found = checkpoints.find();
        Deque<SegmentFile> files = segmentFiles();
        List<Segment> segments = new ArrayList<>();
        long endOrdinal = found.newest().map(Checkpoint::ordinal).orElse(0L);
        while (!files.isEmpty()) {
            SegmentFile file = files.removeFirst();
            Optional<SegmentHeader> next =
                    files.isEmpty() ? Optional.empty() : files.getFirst().header();
            Walk walk = next.isPresent()
                    ? new Walk(
                            Math.clamp(
                                    next.get().previousEnd(),
                                    file.base(),
                                    files.getFirst().base()),
                            0)
                    : walk(file, files.isEmpty());
            long baseOrdinal = file.header().map(SegmentHeader::baseOrdinal).orElse(endOrdinal);
            endOrdinal = Math.max(endOrdinal, baseOrdinal + walk.events());
            if (walk.end() > file.base()) {
                segments.add(new Segment(file.base(), baseOrdinal, walk.end()));
            } else if (files.isEmpty()) {
                // The next segment starts at this position again: nothing was ever durable here.
                disk.delete(file.name());
            }
        }
        return recovered(checkpoints, found, segments, endOrdinal);
    }

    private static Recovered recovered(
            CheckpointFiles checkpoints, CheckpointFiles.Found found, List<Segment> segments, long endOrdinal) {
        long oldest = segments.isEmpty() ? 0 : segments.getFirst().base();
        long position = found.newest().map(Checkpoint::position).orElse(oldest);
        long end = segments.isEmpty()
                ? position
                : Math.max(position, segments.getLast().end());
        long ordinal = found.newest()
                .map(Checkpoint::ordinal)
                .orElse(segments.isEmpty() ? 0 : segments.getFirst().baseOrdinal());
        if (!segments.isEmpty() && position <= oldest) {
            // An older checkpoint than the newest, which is damaged.
            ordinal = Math.max(ordinal, segments.getFirst().baseOrdinal());
        }
        boolean certain = found.certain() && found.newest().isPresent();
        if (!certain && !segments.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("position", position)
                    .addKeyValue("end", end)
                    .log("How far the journal was read is not certain: all of it is looked up before it is sent again");
        }
        long horizon = certain ? found.newest().orElseThrow().horizon() : end;
        return new Recovered(segments, end, endOrdinal, position, ordinal, horizon, checkpoints);
    }

    private Deque<SegmentFile> segmentFiles() throws IOException {
        Deque<SegmentFile> files = new ArrayDeque<>();
        for (String name : disk.list().stream().filter(Segment::isName).sorted().toList()) {
            try (DiskFile file = disk.open(name, false)) {
                ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
                file.readFully(bytes, 0);
                long base = Segment.baseOf(name);
                Optional<SegmentHeader> header =
                        SegmentHeader.decode(bytes.flip()).filter(h -> h.base() == base);
                files.add(new SegmentFile(name, base, header, file.size()));
            }
        }
        while (!files.isEmpty() && files.getLast().isUnfinished()) {
            disk.delete(files.removeLast().name());
        }
        files.stream()
                .filter(file -> file.header().isEmpty())
                .forEach(file -> LOG.atError()
                        .addKeyValue("file", file.name())
                        .log("The header of a journal segment is damaged; its records are read all the same"));
        return files;
    }

    private Walk walk(SegmentFile file, boolean last) throws IOException {
        long limit = file.base() + Math.max(0, file.bytes() - SegmentHeader.BYTES);
        Segment segment = new Segment(file.base(), 0, limit);
        long end = file.base();
        int events = 0;
        try (SegmentScanner scanner = new SegmentScanner(segment, disk.open(file.name(), false), format, file.base())) {
            SegmentScanner.Step step = scanner.next(limit);
            while (step != SegmentScanner.Step.END) {
                if (step == SegmentScanner.Step.RECORD) {
                    end = scanner.position();
                    events++;
                }
                step = scanner.next(limit);
            }
        }
        if (last && end < limit) {
            meters.tornTails.increment();
            LOG.atWarn()
                    .addKeyValue("file", file.name())
                    .addKeyValue("bytes", limit - end)
                    .log("Cut the unfinished end of the journal, which was never acknowledged");
            cut(file, segment.offsetOf(end));
        }
        return new Walk(end, events);
    }

    private void cut(SegmentFile segment, long size) {
        try (DiskFile file = disk.open(segment.name(), false)) {
            file.truncate(size);
            file.force();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("Could not cut it; it will be passed over all the same");
        }
    }

    private record SegmentFile(String name, long base, Optional<SegmentHeader> header, long bytes) {
        /** The process died while it made the file: records are written only after the header is durable. */
        boolean isUnfinished() {
            return header.isEmpty() && bytes <= SegmentHeader.BYTES;
        }
    }

    private record Walk(long end, int events) {}

    /**
     * What was found.
     *
     * @param end where the next record may start
     * @param position of the checkpoint
     * @param horizon events before it may have been sent
     */
    record Recovered(
            List<Segment> segments,
            long end,
            long endOrdinal,
            long position,
            long ordinal,
            long horizon,
            CheckpointFiles checkpoints) {}
}
