package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.journal.AppendQueue.Append;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer thread: everything that waits goes to the disk with one fsync, then its callers are told. A disk that
 * refuses shuts the door, is tried again from time to time, and never ends the thread. Should the thread end all the
 * same, nobody waits for it: the door stays shut, which readiness tells.
 */
final class GroupCommit implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private final AppendQueue queue;
    private final SegmentWriter writer;
    private final Settlements settlements;
    private final JournalMeters meters;
    private final WriteInHand write;
    private final int groupBytes;
    private final Duration retryEvery;
    private List<Append> inHand = List.of();

    GroupCommit(
            AppendQueue queue,
            SegmentWriter writer,
            Settlements settlements,
            JournalMeters meters,
            WriteInHand write,
            int groupBytes,
            Duration retryEvery) {
        this.queue = queue;
        this.writer = writer;
        this.settlements = settlements;
        this.meters = meters;
        this.write = write;
        this.groupBytes = groupBytes;
        this.retryEvery = retryEvery;
    }

    @Override
    public void run() {
        try {
            boolean open = true;
            while (open) {
                open = queue.isShut() ? tryDiskAgain() : commitNext();
                write.ends();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.atError()
                    .setCause(e)
                    .log("The journal's writer has ended; nothing is taken until the service is started again");
        } finally {
            queue.close();
            inHand.forEach(append ->
                    append.done().completeExceptionally(new JournalUnavailable("the journal's writer ended")));
            List<Append> left = queue.shut("the journal is closed");
            fail(left, new JournalFull("the journal is closed"));
            writer.close();
        }
    }

    private boolean commitNext() throws InterruptedException {
        List<Append> group = queue.take(groupBytes);
        if (group.isEmpty()) {
            return false;
        }
        inHand = group;
        write.begins();
        Timer.Sample started = Timer.start();
        boolean writing = false;
        boolean forcing = false;
        List<Appended> written = new ArrayList<>(group.size());
        try {
            writer.prepare();
            writing = true;
            int events = 0;
            for (Append append : group) {
                WrittenEvents stand = writer.write(append.events(), append.at());
                // Before the commit: after it they may be read, and settled, at any moment.
                written.add(append.isFollowed() ? stand.followedBy(settlements) : stand);
                events += append.events().size();
            }
            forcing = true;
            writer.commit(events);
            started.stop(meters.commit);
            meters.appended.increment(events);
        } catch (IOException | RuntimeException | Error e) {
            written.forEach(GroupCommit::forget);
            refuse(group, writing, forcing, e);
            inHand = List.of();
            return true;
        }
        queue.settled(group);
        for (int i = 0; i < group.size(); i++) {
            group.get(i).done().complete(written.get(i));
        }
        inHand = List.of();
        return true;
    }

    private static void forget(Appended appended) {
        Settling settling = appended.settling();
        if (settling != null) {
            settling.close();
        }
    }

    private void refuse(List<Append> group, boolean writing, boolean forcing, Throwable cause) {
        boolean gone = !writing || writer.rollBack();
        meters.refusedByDisk.increment();
        LOG.atError().setCause(cause).log("The journal cannot write; events are refused until it can");
        // An fsync that failed may have written all the same: only what was cut off for sure was never there.
        RuntimeException answer = gone && !forcing
                ? new JournalFull("the disk refuses writes: " + cause.getMessage(), cause)
                : new JournalUnavailable("the disk failed while writing: " + cause.getMessage(), cause);
        List<Append> turnedAway = queue.shut(String.valueOf(cause.getMessage()));
        fail(group, answer);
        fail(turnedAway, new JournalFull("the disk refuses writes: " + cause.getMessage(), cause));
    }

    private void fail(List<Append> appends, RuntimeException answer) {
        queue.settled(appends);
        appends.forEach(append -> append.done().completeExceptionally(answer));
    }

    private boolean tryDiskAgain() throws InterruptedException {
        if (queue.awaitClose(retryEvery.toNanos())) {
            return false;
        }
        try {
            writer.prepare();
            queue.reopen();
            LOG.atInfo().log("The journal can write again");
        } catch (IOException | RuntimeException | Error e) {
            LOG.atDebug().setCause(e).log("The journal still cannot write");
        }
        return true;
    }
}
