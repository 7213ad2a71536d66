package dev.tocsin.bench.crash.fault;

import dev.tocsin.ingest.journal.Disk;
import dev.tocsin.ingest.journal.DiskFile;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Takes its time to make bytes durable. */
public final class SlowDisk extends OtherDisk {
    private final Supplier<Duration> delay;

    public SlowDisk(Disk disk, Supplier<Duration> delay) {
        super(disk);
        this.delay = delay;
    }

    @Override
    public DiskFile open(String name, boolean fresh) throws IOException {
        return new OtherFile(super.open(name, fresh)) {
            @Override
            public void force() throws IOException {
                LockSupport.parkNanos(delay.get().toNanos());
                super.force();
            }
        };
    }
}
