package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.MalformedRecord;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one connection's bytes into lines at LF; empty lines and lone CRs, which are keep-alives, are left out. The
 * length limit holds while reading: of a longer line only a prefix is kept, as a refused record, and the rest up to the
 * next LF is thrown away. For one thread.
 */
final class LineBuffer {
    static final int REFUSED_PREFIX_BYTES = 64 * 1_024;

    /** Of one read. */
    static final int USUAL_BYTES = 64 * 1_024;

    private static final String NO_MEMORY = "no memory for so long a line at the moment";
    private static final int LEAST_BYTES = 4 * 1_024;

    private final int maxLineBytes;
    private final ByteBudget.Share memory;
    private byte[] buffer = new byte[0];
    private int lineStart;
    private int scanned;
    private int end;
    private boolean skipsToNextLine;
    private boolean isBeyondBudget;

    LineBuffer(int maxLineBytes, ByteBudget.Share memory) {
        this.maxLineBytes = maxLineBytes;
        this.memory = memory;
    }

    /** Takes all bytes and returns the lines that are complete by now, valid until the next call. */
    List<RecordSlice> add(ByteBuf in) {
        compact();
        List<RecordSlice> lines = new ArrayList<>();
        if (!reserve(in.readableBytes())) {
            refuseLine(lines, NO_MEMORY);
            compact();
            reserve(in.readableBytes());
        }
        int more = in.readableBytes();
        in.readBytes(buffer, end, more);
        end += more;
        cut(lines);
        return lines;
    }

    /**
     * To be called when the lines were read. Where memory is short an idle connection keeps none of it, and one in the
     * middle of a line only what a usual line needs.
     *
     * @return what had to be refused, valid until the next call; null if nothing
     */
    @Nullable
    RecordSlice settle() {
        int rest = end - lineStart;
        if (rest == 0 && (isBeyondBudget || memory.isHalfTaken())) {
            release();
        } else if (isBeyondBudget && rest > LEAST_BYTES) {
            List<RecordSlice> refused = new ArrayList<>(1);
            refuseLine(refused, NO_MEMORY);
            release();
            return refused.getFirst();
        } else if (isBeyondBudget) {
            byte[] kept = Arrays.copyOfRange(buffer, lineStart, lineStart + LEAST_BYTES);
            release();
            memory.take(kept.length);
            buffer = kept;
            scanned = rest;
            end = rest;
        }
        return null;
    }

    /** Whether lines longer than usual may be in it. */
    boolean isLarge() {
        return buffer.length > 2 * USUAL_BYTES;
    }

    /** What came after the last LF, at the end of the connection; null if nothing. */
    @Nullable
    RecordSlice takeRest() {
        RecordSlice rest = skipsToNextLine ? null : line(lineStart, end);
        lineStart = end;
        scanned = end;
        return rest;
    }

    /** True while a line has begun and its LF has not come. */
    boolean isInsideLine() {
        return end > lineStart || skipsToNextLine;
    }

    /** The first bytes of the current line, for recognising what is no text: at most {@code length}. */
    byte[] peek(int length) {
        return Arrays.copyOfRange(buffer, lineStart, Math.min(end, lineStart + length));
    }

    void release() {
        giveBackBuffer();
        lineStart = 0;
        scanned = 0;
        end = 0;
    }

    private void cut(List<RecordSlice> lines) {
        for (int i = scanned; i < end; i++) {
            if (buffer[i] != '\n') {
                continue;
            }
            if (skipsToNextLine) {
                skipsToNextLine = false;
            } else if (i - lineStart > maxLineBytes) {
                lines.add(tooLong(lineStart));
            } else {
                RecordSlice line = line(lineStart, i);
                if (line != null) {
                    lines.add(line);
                }
            }
            lineStart = i + 1;
        }
        scanned = end;
        if (skipsToNextLine) {
            lineStart = end;
        } else if (end - lineStart > maxLineBytes) {
            refuseLine(lines, null);
        }
    }

    private void refuseLine(List<RecordSlice> lines, @Nullable String reason) {
        if (!skipsToNextLine && end > lineStart) {
            RecordSlice refused = tooLong(lineStart);
            lines.add(
                    reason == null
                            ? refused
                            : new RecordSlice(
                                    refused.bytes(),
                                    refused.from(),
                                    refused.to(),
                                    new MalformedRecord(reason, -1, "send it again")));
        }
        skipsToNextLine = true;
        lineStart = end;
        scanned = end;
    }

    private RecordSlice tooLong(int from) {
        // A copy: the buffer may go before the line is read.
        byte[] prefix = Arrays.copyOfRange(buffer, from, Math.min(end, from + REFUSED_PREFIX_BYTES));
        return new RecordSlice(
                prefix,
                0,
                prefix.length,
                new MalformedRecord(
                        "line longer than " + maxLineBytes + " bytes",
                        maxLineBytes,
                        "shorten the stack trace or message in the encoder"));
    }

    private @Nullable RecordSlice line(int from, int to) {
        int last = to;
        while (last > from && isBlank(buffer[last - 1])) {
            last--;
        }
        int first = from;
        while (first < last && isBlank(buffer[first])) {
            first++;
        }
        return first == last ? null : RecordSlice.of(buffer, first, last);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\r' || b == '\t';
    }

    private void compact() {
        if (lineStart == end) {
            lineStart = 0;
            end = 0;
            scanned = 0;
            if (buffer.length > 2 * USUAL_BYTES) {
                giveBackBuffer();
            }
        } else if (lineStart > 0) {
            System.arraycopy(buffer, lineStart, buffer, 0, end - lineStart);
            end -= lineStart;
            scanned -= lineStart;
            lineStart = 0;
        }
    }

    private boolean reserve(int more) {
        int needed = end + more;
        if (needed <= buffer.length) {
            return true;
        }
        int capacity = Math.max(Math.max(needed, LEAST_BYTES), Math.min(2 * buffer.length, maxLineBytes + USUAL_BYTES));
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
