package dev.tocsin.bench.crash.fault;

import dev.tocsin.ingest.journal.Disk;
import dev.tocsin.ingest.journal.DiskFile;
import java.io.IOException;

/** Says that bytes are durable and does nothing for it: over it a journal acknowledges before fsync. */
public final class ForgetfulDisk extends OtherDisk {
    public ForgetfulDisk(Disk disk) {
        super(disk);
    }

    @Override
    public DiskFile open(String name, boolean fresh) throws IOException {
        return new OtherFile(super.open(name, fresh)) {
            @Override
            public void force() {
                // The lie.
            }
        };
    }
}
