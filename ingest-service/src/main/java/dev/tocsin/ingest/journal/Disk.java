package dev.tocsin.ingest.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * What the journal asks of its folder: little enough that tests and crash harnesses can stand in for it, fail at each step
 * and take the power away. Names are plain file names in the folder.
 */
public interface Disk {
    List<String> list() throws IOException;

    /** @param fresh whether the file is created, or emptied if it is there; else it has to be there */
    DiskFile open(String name, boolean fresh) throws IOException;

    /** Replaces {@code to}. Lasting after the next {@link #syncFolder()}. */
    void rename(String from, String to) throws IOException;

    /** Lasting after the next {@link #syncFolder()}; no error if it is not there. */
    void delete(String name) throws IOException;

    /** Returns when files made, renamed and deleted before are so after a power cut too. */
    void syncFolder() throws IOException;

    /** Returns when the folder itself, with all that had to be made above it, is there after a power cut too. */
    void syncParents() throws IOException;

    /** What the disk has left for us. */
    long usableBytes() throws IOException;

    /**
     * Keeps other processes out until closed.
     *
     * @throws JournalInUse if another process is in
     */
    Closeable lock(String name) throws IOException;
}
