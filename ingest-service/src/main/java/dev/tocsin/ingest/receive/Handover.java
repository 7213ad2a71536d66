package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.Origin;
import dev.tocsin.ingest.journal.JournalFull;
import dev.tocsin.ingest.journal.JournalUnavailable;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From one socket that nobody can be answered by to the journal: tries again for a short while when that is full, and
 * then sheds, since a client that is not read drops events without anybody counting. All state belongs to the socket's
 * event loop.
 */
final class Handover {
    static final long RETRY_MILLIS = 20;

    private final OneWay door;
    private final Consumer<ChannelHandlerContext> changed;
    private long bytesInFlight;
    private boolean journalFull;
    private long patienceEnds;

    /** @param changed called when {@link #isHeldUp} may say something else */
    Handover(OneWay door, Consumer<ChannelHandlerContext> changed) {
        this.door = door;
        this.changed = changed;
    }

    /**
     * Returns what those became that the client's rate allows; null for none.
     *
     * @param areLong whether records longer than usual may be among them
     */
    @Nullable
    Batch hand(ChannelHandlerContext ctx, Origin origin, List<RecordSlice> came, boolean areLong) {
        List<RecordSlice> records = came.isEmpty() ? came : door.allowed(origin.peer(), came);
        if (records.isEmpty()) {
            return null;
        }
        Receipt receipt = door.meters().received(records.size());
        Batch batch;
        try {
            batch = decoded(origin, records, areLong);
        } catch (RuntimeException | Error e) {
            // Else nobody would count them. The socket goes on: what it brings is cut into records already.
            door.shed("error", receipt, e);
            return null;
        }
        bytesInFlight += batch.bytes();
        door.memory().take(batch.bytes());
        door.openWork().begin();
        commit(ctx, batch, receipt);
        return batch;
    }

    /** Whether there is so much on the way to the journal that more should not be read; half of it, once that was so. */
    boolean isHeldUp(boolean wasSo) {
        boolean waitsForJournal = journalFull && bytesInFlight > 0 && System.nanoTime() - patienceEnds < 0;
        int most = door.settings().maxBytesInFlight();
        return waitsForJournal || bytesInFlight > (wasSo ? most / 2 : most);
    }

    private Batch decoded(Origin origin, List<RecordSlice> records, boolean areLong) {
        if (!areLong) {
            return door.intake().read(origin, records, null, WriteRight.ALL, Room.ENOUGH);
        }
        // The same ones afterwards: how long a line may be can change meanwhile.
        LongLines turns = door.longLines();
        turns.begin();
        try {
            return door.intake().read(origin, records, null, WriteRight.ALL, Room.ENOUGH);
        } finally {
            turns.end();
        }
    }

    private void commit(ChannelHandlerContext ctx, Batch batch, Receipt receipt) {
        door.intake()
                .committing(batch)
                .whenComplete((_, failure) -> ctx.executor()
                        .execute(() -> committed(
                                ctx,
                                batch,
                                receipt,
                                failure instanceof CompletionException e ? e.getCause() : failure)));
    }

    private void committed(ChannelHandlerContext ctx, Batch batch, Receipt receipt, @Nullable Throwable failure) {
        switch (failure) {
            case null -> {
                journalFull = false;
                receipt.taken(batch);
                door.committed();
                done(ctx, batch);
            }
            case JournalFull full -> {
                if (!journalFull) {
                    journalFull = true;
                    patienceEnds = System.nanoTime()
                            + door.settings().journalPatience().toNanos();
                }
                if (System.nanoTime() - patienceEnds < 0) {
                    ctx.executor().schedule(() -> commit(ctx, batch, receipt), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    changed.accept(ctx);
                } else {
                    shed(ctx, batch, receipt, "journal_full", full);
                }
            }
            case JournalUnavailable unavailable -> shed(ctx, batch, receipt, "journal_unavailable", unavailable);
            default -> shed(ctx, batch, receipt, "error", failure);
        }
    }

    private void shed(ChannelHandlerContext ctx, Batch batch, Receipt receipt, String reason, Throwable cause) {
        door.shed(reason, receipt, cause);
        done(ctx, batch);
    }

    private void done(ChannelHandlerContext ctx, Batch batch) {
        bytesInFlight -= batch.bytes();
        door.memory().giveBack(batch.bytes());
        door.openWork().end();
        changed.accept(ctx);
    }
}
