package dev.tocsin.ingest.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of the journal. */
public interface DiskFile extends Closeable {
    /** Writes at an offset; may write less than remains. */
    int write(ByteBuffer bytes, long at) throws IOException;

    /** Reads at an offset; may read less than fits; -1 at the end. */
    int read(ByteBuffer into, long at) throws IOException;

    /** Returns when what was written and cut before is on the disk. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    long size() throws IOException;

    /** Writes all that remains. */
    default void writeFully(ByteBuffer bytes, long at) throws IOException {
        long offset = at;
        while (bytes.hasRemaining()) {
            int written = write(bytes, offset);
            if (written <= 0) {
                throw new IOException("the disk takes no more bytes");
            }
            offset += written;
        }
    }

    /** Reads until the buffer is full or the file ends. */
    default void readFully(ByteBuffer into, long at) throws IOException {
        long offset = at;
        while (into.hasRemaining()) {
            int read = read(into, offset);
            if (read < 0) {
                return;
            }
            offset += read;
        }
    }
}
