package dev.tocsin.ingest.receive;

import dev.tocsin.access.ClientAddress;
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
 * From one socket that nobody can be answered by to the journal. When that is full, or slow so that there is no room for
 * more, it waits for a short while, and then sheds, since a client that is not read drops events without anybody counting.
 * All state belongs to the socket's event loop.
 */
final class Handover {
    static final long RETRY_MILLIS = 20;

    private final OneWay door;
    private final Consumer<ChannelHandlerContext> changed;
    private @Nullable String client;
    private long bytesInFlight;
    private boolean journalFull;
    private Hold hold = Hold.NONE;
    private long patienceEnds;
    private boolean shedsUndecoded;

    /** Why a socket is held up. */
    private enum Hold {
        NONE,
        MEMORY,
        IN_FLIGHT,
        JOURNAL_FULL
    }

    /** @param changed called when {@link #isToWait} may say something else, but not when memory is free again */
    Handover(OneWay door, Consumer<ChannelHandlerContext> changed) {
        this.door = door;
        this.changed = changed;
    }

    /** All that the socket brings is that client's, which is held up when it holds more memory than one may. */
    void of(String oneClient) {
        client = oneClient;
    }

    /**
     * Returns what those became that there is room for and that the client's rate allows; null for none.
     *
     * @param areLong whether records longer than usual may be among them
     */
    @Nullable
    Batch hand(ChannelHandlerContext ctx, Origin origin, List<RecordSlice> came, boolean areLong) {
        if (came.isEmpty()) {
            return null;
        }
        if (hasNoRoom() && isPatienceOver()) {
            shedUndecoded(came.size());
            return null;
        }
        List<RecordSlice> records = door.allowed(origin.peer(), came);
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
        ByteBudget.Share memory =
                door.memory().share().of(client == null ? ClientAddress.named(origin.peer()) : client);
        memory.take(batch.bytes());
        bytesInFlight += batch.bytes();
        door.openWork().begin();
        commit(ctx, new OnItsWay(batch, receipt, memory));
        return batch;
    }

    /** Whether what comes is better left where it is: there is no room, or the journal is full, and not for long. */
    boolean isToWait() {
        return switch (look()) {
            case NONE -> false;
            case MEMORY, IN_FLIGHT -> !isPatienceOver();
            // Only who tries again learns that it is over.
            case JOURNAL_FULL -> bytesInFlight > 0 && !isPatienceOver();
        };
    }

    /** Whether there is no room for more, however long that has been so. */
    boolean hasNoRoom() {
        Hold now = look();
        return now == Hold.MEMORY || now == Hold.IN_FLIGHT;
    }

    /** Nothing more comes. */
    void end() {
        if (shedsUndecoded) {
            shedsUndecoded = false;
            door.endsToShedUndecoded();
        }
    }

    private Hold look() {
        Hold now = whatHolds();
        if (now == Hold.NONE) {
            end();
        } else if (hold == Hold.NONE) {
            patienceEnds = System.nanoTime() + door.settings().journalPatience().toNanos();
        }
        hold = now;
        return now;
    }

    private Hold whatHolds() {
        // Behind a journal that hangs nobody is told that it is full, so what is taken is looked at first.
        if (door.memory().isExceeded(client)) {
            return Hold.MEMORY;
        }
        int most = door.settings().maxBytesInFlight();
        if (bytesInFlight > (hold == Hold.NONE ? most : most / 2)) {
            return Hold.IN_FLIGHT;
        }
        return journalFull ? Hold.JOURNAL_FULL : Hold.NONE;
    }

    private boolean isPatienceOver() {
        return System.nanoTime() - patienceEnds >= 0;
    }

    /** Before they are decoded, for there is no room for what they become. */
    private void shedUndecoded(int records) {
        String reason = hold == Hold.MEMORY ? "memory" : "in_flight";
        door.meters().received(records).shed(reason);
        if (!shedsUndecoded) {
            shedsUndecoded = true;
            door.beginsToShedUndecoded(reason);
        }
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

    private void commit(ChannelHandlerContext ctx, OnItsWay sent) {
        door.intake()
                .committing(sent.batch())
                .whenComplete((_, failure) -> ctx.executor()
                        .execute(() -> committed(
                                ctx, sent, failure instanceof CompletionException e ? e.getCause() : failure)));
    }

    private void committed(ChannelHandlerContext ctx, OnItsWay sent, @Nullable Throwable failure) {
        switch (failure) {
            case null -> {
                journalFull = false;
                sent.receipt().taken(sent.batch());
                door.committed();
                done(ctx, sent);
            }
            case JournalFull full -> {
                journalFull = true;
                look();
                if (isPatienceOver()) {
                    shed(ctx, sent, "journal_full", full);
                } else {
                    ctx.executor().schedule(() -> commit(ctx, sent), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    changed.accept(ctx);
                }
            }
            case JournalUnavailable unavailable -> shed(ctx, sent, "journal_unavailable", unavailable);
            default -> shed(ctx, sent, "error", failure);
        }
    }

    private void shed(ChannelHandlerContext ctx, OnItsWay sent, String reason, Throwable cause) {
        door.shed(reason, sent.receipt(), cause);
        done(ctx, sent);
    }

    private void done(ChannelHandlerContext ctx, OnItsWay sent) {
        bytesInFlight -= sent.batch().bytes();
        sent.memory().giveBackAll();
        door.openWork().end();
        changed.accept(ctx);
    }

    /** What the journal was given. */
    private record OnItsWay(Batch batch, Receipt receipt, ByteBudget.Share memory) {}
}
