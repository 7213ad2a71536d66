package dev.tocsin.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable checkpoint in two files that are replaced in turn, so that the one before is always whole. For one thread
 * at a time.
 */
final class CheckpointFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFiles.class);
    private static final String[] SLOTS = {"checkpoint-a", "checkpoint-b"};
    private static final String NEW = "checkpoint-new";

    private final Disk disk;
    private long sequence;

    CheckpointFiles(Disk disk) {
        this.disk = disk;
    }

    /**
     * The newest checkpoint.
     *
     * @return with {@code certain} false if a file was damaged: then a newer one may have been lost
     */
    Found find() throws IOException {
        Optional<Checkpoint> newest = Optional.empty();
        boolean certain = true;
        int slots = 0;
        for (String slot : SLOTS) {
            if (!disk.list().contains(slot)) {
                continue;
            }
            slots++;
            Optional<Checkpoint> checkpoint = read(slot);
            if (checkpoint.isEmpty()) {
                LOG.atError().addKeyValue("file", slot).log("A checkpoint of the journal is damaged");
                certain = false;
            } else if (newest.isEmpty()
                    || checkpoint.get().sequence() > newest.get().sequence()) {
                newest = checkpoint;
            }
        }
        sequence = newest.map(Checkpoint::sequence).orElse(0L);
        if (slots == 1 && sequence > 1) {
            LOG.atError().log("A checkpoint of the journal is missing");
            certain = false;
        }
        return new Found(newest, certain);
    }

    private Optional<Checkpoint> read(String slot) throws IOException {
        try (DiskFile file = disk.open(slot, false)) {
            ByteBuffer bytes = ByteBuffer.allocate(Checkpoint.BYTES + 1);
            file.readFully(bytes, 0);
            return Checkpoint.decode(bytes.flip());
        }
    }

    /** Returns when it is durable; after an exception the checkpoint before holds. */
    void write(long position, long ordinal, long horizon) throws IOException {
        Checkpoint checkpoint = new Checkpoint(sequence + 1, position, ordinal, horizon);
        String slot = SLOTS[(int) (checkpoint.sequence() % SLOTS.length)];
        try {
            writeAs(NEW, true, checkpoint);
        } catch (IOException e) {
            writeInPlace(slot, checkpoint, e);
            return;
        }
        disk.rename(NEW, slot);
        disk.syncFolder();
        sequence = checkpoint.sequence();
    }

    /**
     * On a full disk no file can be made, but reading has to go on, for only reading makes room. The slot is the older
     * one: if this write is torn, the newer one still stands and everything counts as possibly sent.
     */
    private void writeInPlace(String slot, Checkpoint checkpoint, IOException first) throws IOException {
        try {
            writeAs(slot, false, checkpoint);
            // The slot's name itself may still be on its way, from a renaming that was not confirmed.
            disk.syncFolder();
            sequence = checkpoint.sequence();
        } catch (IOException second) {
            first.addSuppressed(second);
            throw first;
        }
    }

    private void writeAs(String name, boolean fresh, Checkpoint checkpoint) throws IOException {
        try (DiskFile file = disk.open(name, fresh)) {
            file.writeFully(checkpoint.encode(), 0);
            file.force();
        }
    }

    /**
     * What was on disk.
     *
     * @param newest empty for a journal without one
     * @param certain whether no newer one can have been lost
     */
    record Found(Optional<Checkpoint> newest, boolean certain) {}
}
