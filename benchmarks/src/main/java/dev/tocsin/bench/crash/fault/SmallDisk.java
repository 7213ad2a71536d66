package dev.tocsin.bench.crash.fault;

import dev.tocsin.ingest.journal.Disk;
import dev.tocsin.ingest.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes so many bytes and no more: the write that does not fit does a part and fails, as with {@code ENOSPC}. It does not
 * say beforehand how much is left, as a quota does not.
 */
public final class SmallDisk extends OtherDisk {
    private final Map<String, Long> sizes = new HashMap<>();
    private final long capacity;
    private long used;

    /** @param disk without files yet */
    public SmallDisk(Disk disk, long capacity) {
        super(disk);
        this.capacity = capacity;
    }

    @Override
    public synchronized DiskFile open(String name, boolean fresh) throws IOException {
        DiskFile file = super.open(name, fresh);
        if (fresh) {
            resize(name, 0);
        }
        return new SmallFile(name, file);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        super.rename(from, to);
        long size = sizes.getOrDefault(from, 0L);
        resize(from, 0);
        resize(to, size);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        super.delete(name);
        resize(name, 0);
    }

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    private void resize(String name, long size) {
        Long before = sizes.put(name, size);
        used += size - (before == null ? 0 : before);
    }

    private final class SmallFile extends OtherFile {
        private final String name;

        SmallFile(String name, DiskFile file) {
            super(file);
            this.name = name;
        }

        @Override
        public int write(ByteBuffer bytes, long at) throws IOException {
            synchronized (SmallDisk.this) {
                long size = sizes.getOrDefault(name, 0L);
                long end = Math.min(at + bytes.remaining(), size + capacity - used);
                if (end <= at) {
                    throw new IOException("No space left on device");
                }
                ByteBuffer part = bytes.slice(bytes.position(), (int) (end - at));
                int written = super.write(part, at);
                bytes.position(bytes.position() + written);
                resize(name, Math.max(size, at + written));
                return written;
            }
        }

        @Override
        public void truncate(long newSize) throws IOException {
            synchronized (SmallDisk.this) {
                super.truncate(newSize);
                resize(name, Math.min(newSize, sizes.getOrDefault(name, 0L)));
            }
        }
    }
}
