package dev.tocsin.ingest.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.NullMarked;

/** Another disk, of which an fsync can be made to hang. */
@NullMarked
final class HangingDisk implements Disk {
    private final Disk disk;
    private volatile CountDownLatch goesOn = new CountDownLatch(0);
    private volatile boolean isHanging;

    HangingDisk(Disk disk) {
        this.disk = disk;
    }

    /** The next fsync of a file does not return before {@link #goOn}. */
    void hang() {
        goesOn = new CountDownLatch(1);
    }

    void goOn() {
        goesOn.countDown();
    }

    boolean isHanging() {
        return isHanging;
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list();
    }

    @Override
    public DiskFile open(String name, boolean fresh) throws IOException {
        return new HangingFile(disk.open(name, fresh));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        disk.delete(name);
    }

    @Override
    public void syncFolder() throws IOException {
        disk.syncFolder();
    }

    @Override
    public void syncParents() throws IOException {
        disk.syncParents();
    }

    @Override
    public long usableBytes() throws IOException {
        return disk.usableBytes();
    }

    @Override
    public Closeable lock(String name) throws IOException {
        return disk.lock(name);
    }

    private final class HangingFile implements DiskFile {
        private final DiskFile file;

        private HangingFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes, long at) throws IOException {
            return file.write(bytes, at);
        }

        @Override
        public int read(ByteBuffer into, long at) throws IOException {
            return file.read(into, at);
        }

        @Override
        public void force() throws IOException {
            isHanging = goesOn.getCount() > 0;
            try {
                goesOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            isHanging = false;
            file.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
