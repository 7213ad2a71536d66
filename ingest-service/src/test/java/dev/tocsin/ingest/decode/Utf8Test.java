package dev.tocsin.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
    @ParameterizedTest
    @CsvSource({
        "61626364, -1",
        "c3a4e282acf09f9880, -1",
        "6162ff, 2",
        "c080, 0", // overlong
        "eda080, 0", // a surrogate
        "f4908080, 0", // above U+10FFFF
        "61616161616161616161e282, 10", // cut off behind a run of ASCII
        "80, 0",
    })
    void findsTheFirstMalformedByte(String hex, int expected) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(Utf8.firstMalformed(bytes, 0, bytes.length)).isEqualTo(expected);
    }

    @Test
    void agreesWithTheDecoderOfTheJdk() {
        long seed = 20261123L;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = randomText(random).getBytes(StandardCharsets.UTF_8);
            for (int harm = random.nextInt(3); harm > 0 && bytes.length > 0; harm--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }

            boolean wellFormed = Utf8.firstMalformed(bytes, 0, bytes.length) < 0;

            assertThat(wellFormed)
                    .as("seed %d round %d %s", seed, round, HexFormat.of().formatHex(bytes))
                    .isEqualTo(isWellFormed(bytes));
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(24); i > 0; i--) {
            int point = switch (random.nextInt(4)) {
                case 0 -> 0x80 + random.nextInt(0x780);
                case 1 -> 0xe000 + random.nextInt(0x1000);
                case 2 -> 0x10000 + random.nextInt(0x100000);
                default -> ' ' + random.nextInt(90);
            };
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    private static boolean isWellFormed(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
