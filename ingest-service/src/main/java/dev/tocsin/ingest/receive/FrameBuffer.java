package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.JsonBytes;
import dev.tocsin.ingest.event.MalformedRecord;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one connection's bytes into frames; empty lines and lone CRs, which are keep-alives, are left out. The length
 * limit holds while reading: of a longer frame only a prefix is kept, as a refused record, and the rest up to its end is
 * thrown away. Behind a count that is none nothing can be told apart any more. For one thread.
 */
final class FrameBuffer {
    static final int REFUSED_PREFIX_BYTES = 64 * 1_024;

    /** Of one read. */
    static final int USUAL_BYTES = 64 * 1_024;

    private static final String NO_MEMORY = "no memory for so long a record at the moment";
    private static final int LEAST_BYTES = 4 * 1_024;

    private final Framing framing;
    private int maxBytes;
    private final ByteBudget.Share memory;
    private byte[] buffer = new byte[0];
    private int start;
    private int scanned;
    private int end;
    private boolean skipsToNextLine;
    private int bytesToSkip;
    private boolean isBroken;
    private boolean isBeyondBudget;

    FrameBuffer(Framing framing, int maxBytes, ByteBudget.Share memory) {
        this.framing = framing;
        this.maxBytes = maxBytes;
        this.memory = memory;
    }

    /** From now on frames are at most so long. */
    void limit(int bytes) {
        maxBytes = bytes;
    }

    /** Takes all bytes and returns the frames that are complete by now, valid until the next call. */
    List<RecordSlice> add(ByteBuf in) {
        compact();
        List<RecordSlice> frames = new ArrayList<>();
        if (!reserve(in.readableBytes())) {
            frames.add(refuseForMemory());
            compact();
            reserve(in.readableBytes());
        }
        int more = in.readableBytes();
        in.readBytes(buffer, end, more);
        end += more;
        cut(frames);
        return frames;
    }

    /**
     * To be called when the frames were read. Where memory is short an idle connection keeps none of it, and one in the
     * middle of a frame only what a usual one needs.
     *
     * @return what had to be refused, valid until the next call; null if nothing
     */
    @Nullable
    RecordSlice settle() {
        int rest = end - start;
        if (rest == 0 && (isBeyondBudget || memory.isHalfTaken())) {
            release();
        } else if (isBeyondBudget && rest > LEAST_BYTES) {
            RecordSlice refused = refuseForMemory();
            release();
            return refused;
        } else if (isBeyondBudget) {
            byte[] kept = Arrays.copyOfRange(buffer, start, start + LEAST_BYTES);
            release();
            memory.take(kept.length);
            buffer = kept;
            scanned = rest;
            end = rest;
        }
        return null;
    }

    /** Whether frames longer than usual may be in it. */
    boolean isLarge() {
        return buffer.length > 2 * USUAL_BYTES;
    }

    /** Whether a count was none. What came behind it is lost. */
    boolean isBroken() {
        return isBroken;
    }

    /** What came after the last frame's end, at the end of the connection; null if nothing. */
    @Nullable
    RecordSlice takeRest() {
        RecordSlice rest = null;
        if (!skipsToNextLine && bytesToSkip == 0 && start < end) {
            rest = framing.isCounted(buffer[start])
                    ? refused(start, "ends before its length", end - start, "send it whole, or a smaller length")
                    : line(start, end);
        }
        start = end;
        scanned = end;
        return rest;
    }

    /** True while a frame has begun and its end has not come. */
    boolean isInsideFrame() {
        return end > start || skipsToNextLine || bytesToSkip > 0;
    }

    /** The first bytes of the current frame, for recognising what is no text: at most {@code length}. */
    byte[] peek(int length) {
        return Arrays.copyOfRange(buffer, start, Math.min(end, start + length));
    }

    void release() {
        giveBackBuffer();
        start = 0;
        scanned = 0;
        end = 0;
    }

    private void cut(List<RecordSlice> frames) {
        boolean goesOn = true;
        while (goesOn && start < end) {
            if (isBroken) {
                start = end;
            } else if (bytesToSkip > 0) {
                int skipped = Math.min(bytesToSkip, end - start);
                bytesToSkip -= skipped;
                begin(start + skipped);
            } else if (!skipsToNextLine && framing.isCounted(buffer[start])) {
                goesOn = cutCounted(frames);
            } else {
                goesOn = cutLine(frames);
            }
        }
    }

    /** Returns whether there was an end. */
    private boolean cutLine(List<RecordSlice> frames) {
        int lineFeed = JsonBytes.firstLineFeed(buffer, Math.max(scanned, start), end);
        scanned = lineFeed;
        if (lineFeed == end) {
            if (skipsToNextLine) {
                start = end;
            } else if (end - start > maxBytes) {
                frames.add(tooLong(start));
                skipsToNextLine = true;
                start = end;
            }
            return false;
        }
        if (skipsToNextLine) {
            skipsToNextLine = false;
        } else if (lineFeed - start > maxBytes) {
            frames.add(tooLong(start));
        } else {
            RecordSlice line = line(start, lineFeed);
            if (line != null) {
                frames.add(line);
            }
        }
        begin(lineFeed + 1);
        return true;
    }

    /** Returns whether its end, or enough to refuse it, was there. */
    private boolean cutCounted(List<RecordSlice> frames) {
        int from = behindCount(start);
        if (from < 0) {
            return false;
        }
        if (from == start) {
            isBroken = true;
            frames.add(refused(
                    start,
                    "begins with a digit, but not with its length in up to " + Framing.MOST_DIGITS
                            + " digits and a blank",
                    0,
                    "count octets (RFC 6587), or begin with <"));
            return true;
        }
        int length = count(start, from);
        int there = end - from;
        if (length > maxBytes) {
            if (there < Math.min(length, REFUSED_PREFIX_BYTES)) {
                return false;
            }
            frames.add(tooLong(from));
            bytesToSkip = length;
            begin(from);
            return true;
        }
        if (there < length) {
            return false;
        }
        frames.add(RecordSlice.of(buffer, from, from + length));
        begin(from + length);
        return true;
    }

    /** The first byte behind the count and its blank; -1 if they are not there yet; {@code at} if there is none. */
    private int behindCount(int at) {
        int i = at;
        while (i < end && i - at < Framing.MOST_DIGITS && buffer[i] >= '0' && buffer[i] <= '9') {
            i++;
        }
        return i == end ? -1 : buffer[i] == ' ' ? i + 1 : at;
    }

    private int count(int at, int behind) {
        int count = 0;
        for (int i = at; i < behind - 1; i++) {
            count = 10 * count + buffer[i] - '0';
        }
        return count;
    }

    private void begin(int at) {
        start = at;
        scanned = at;
    }

    /** What there is of the current frame is refused, and the rest of it left out: it is long, so its count is there. */
    private RecordSlice refuseForMemory() {
        int from = framing.isCounted(buffer[start]) ? behindCount(start) : start;
        RecordSlice refused = refused(from, NO_MEMORY, -1, "send it again");
        if (from > start) {
            bytesToSkip = count(start, from) - (end - from);
        } else {
            skipsToNextLine = true;
        }
        begin(end);
        return refused;
    }

    private RecordSlice tooLong(int from) {
        return refused(
                from,
                "line longer than " + maxBytes + " bytes",
                maxBytes,
                "shorten the stack trace or message in the encoder");
    }

    private RecordSlice refused(int from, String reason, long offset, String hint) {
        // A copy: the buffer may go before the frame is read.
        byte[] prefix = Arrays.copyOfRange(buffer, from, Math.min(end, from + REFUSED_PREFIX_BYTES));
        return RecordSlice.cut(prefix, 0, prefix.length, new MalformedRecord(reason, offset, hint));
    }

    private @Nullable RecordSlice line(int from, int to) {
        int last = to;
        while (last > from && framing.isPadding(buffer[last - 1])) {
            last--;
        }
        int first = from;
        while (first < last && framing.isPadding(buffer[first])) {
            first++;
        }
        return first == last ? null : RecordSlice.of(buffer, first, last);
    }

    private void compact() {
        if (start == end) {
            start = 0;
            end = 0;
            scanned = 0;
            if (buffer.length > 2 * USUAL_BYTES) {
                giveBackBuffer();
            }
        } else if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            scanned -= start;
            start = 0;
        }
    }

    private boolean reserve(int more) {
        int needed = end + more;
        if (needed <= buffer.length) {
            return true;
        }
        int capacity = Math.max(Math.max(needed, LEAST_BYTES), Math.min(2 * buffer.length, maxBytes + USUAL_BYTES));
        if (!memory.tryTakeAtOnce(capacity - buffer.length)) {
            if (end > LEAST_BYTES) {
                return false;
            }
            // What is read has to go somewhere, until it is settled; it is bounded by the size of one read.
            memory.take(capacity - buffer.length);
            isBeyondBudget = true;
        }
        buffer = Arrays.copyOf(buffer, capacity);
        return true;
    }

    private void giveBackBuffer() {
        memory.giveBackAll();
        buffer = new byte[0];
        isBeyondBudget = false;
    }
}
