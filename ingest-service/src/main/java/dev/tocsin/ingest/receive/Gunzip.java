package dev.tocsin.ingest.receive;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Decompresses bodies. */
final class Gunzip {
    private static final int BUFFER_BYTES = 64 * 1_024;

    private Gunzip() {}

    /**
     * Decompresses, but never to more than the limit, whatever the compressed size promises. The memory is taken from the
     * share and is the caller's to give back, also if it fails.
     */
    static byte[] inflated(byte[] compressed, int length, int limit, ByteBudget.Share memory) {
        byte[] plain = new byte[0];
        int end = 0;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed, 0, length), BUFFER_BYTES)) {
            for (int read = 0; read >= 0; end += read) {
                if (end > limit) {
                    throw new RequestRefused(
                            413, "body larger than " + limit + " bytes after decompression", "send smaller requests");
                }
                if (plain.length - end < BUFFER_BYTES) {
                    int capacity = Math.min(Math.max(4 * BUFFER_BYTES, 2 * plain.length), limit + 2 * BUFFER_BYTES);
                    if (!memory.tryTakeAtOnce(capacity - plain.length)) {
                        throw new RequestRefused(Refusal.noMemory("the body and what it decompresses to", memory));
                    }
                    plain = Arrays.copyOf(plain, capacity);
                }
                read = in.read(plain, end, BUFFER_BYTES);
                if (read < 0) {
                    break;
                }
            }
        } catch (ZipException | EOFException e) {
            throw new RequestRefused(new Refusal(400, "body is not gzip or is cut off", "check Content-Encoding"), e);
        } catch (IOException e) {
            throw new RequestRefused(new Refusal(400, "body cannot be decompressed", "check gzip"), e);
        }
        if (!memory.tryTakeAtOnce(end)) {
            throw new RequestRefused(Refusal.noMemory("the body and what it decompresses to", memory));
        }
        byte[] whole = Arrays.copyOf(plain, end);
        memory.giveBack(plain.length);
        return whole;
    }
}
