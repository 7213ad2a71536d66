package dev.tocsin.ingest.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Eight at once find what one after the other finds. */
class JsonBytesTest {
    private static final byte[] USUAL = {
        'a', ' ', '!', '#', '[', ']', 0x7f, (byte) 0x80, (byte) 0x8a, (byte) 0xa2, (byte) 0xdc, (byte) 0xff
    };
    private static final byte[] WANTED = {'\n', '"', '\\', 0, 0x1f, '\t', 0x0b};

    @Test
    void findsTheFirstOfAllBytes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = bytes(random);
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length + 1 - from);

            assertThat(JsonBytes.firstLineFeed(bytes, from, to))
                    .as("seed %d", seed)
                    .isEqualTo(first(bytes, from, to, b -> b == '\n'));
            assertThat(JsonBytes.firstControl(bytes, from, to))
                    .as("seed %d", seed)
                    .isEqualTo(first(bytes, from, to, b -> b < ' '));
            assertThat(JsonBytes.firstSpecial(bytes, from, to))
                    .as("seed %d", seed)
                    .isEqualTo(first(bytes, from, to, b -> b < ' ' || b == '"' || b == '\\'));
        }
    }

    /** Mostly of one kind, so that what is wanted is far behind, among bytes that differ from it in a bit. */
    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        byte fill = USUAL[random.nextInt(USUAL.length)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = switch (random.nextInt(16)) {
                case 0 -> WANTED[random.nextInt(WANTED.length)];
                case 1, 2, 3, 4 -> USUAL[random.nextInt(USUAL.length)];
                default -> fill;
            };
        }
        return bytes;
    }

    private static int first(byte[] bytes, int from, int to, IntPredicate wanted) {
        for (int i = from; i < to; i++) {
            if (wanted.test(bytes[i] & 0xff)) {
                return i;
            }
        }
        return to;
    }
}
