package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBufferTest {
    private static final int MAX_LINE = 2_000;

    private final ByteBudget budget = new ByteBudget(1_000_000);

    @Test
    void cutsAnyStreamInAnyChunksLikeOneThatIsReadAtOnce() {
        long seed = 5170L;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] stream = randomStream(random);
            LineBuffer lines = new LineBuffer(MAX_LINE, budget.share());
            List<String> actual = new ArrayList<>();

            for (int from = 0; from < stream.length; ) {
                int to = Math.min(stream.length, from + 1 + random.nextInt(round % 2 == 0 ? 50 : 8_000));
                lines.add(Unpooled.wrappedBuffer(stream, from, to - from)).forEach(line -> actual.add(show(line)));
                assertThat(lines.settle()).isNull();
                from = to;
            }
            RecordSlice rest = lines.takeRest();
            if (rest != null) {
                actual.add(show(rest));
            }

            assertThat(actual).as("seed %d round %d", seed, round).isEqualTo(expected(stream));
            lines.release();
            assertThat(budget.taken()).isZero();
        }
    }

    @Test
    void holdsNoMoreMemoryThanOneLineMayHaveHoweverLongItIs() {
        LineBuffer lines = new LineBuffer(MAX_LINE, budget.share());
        List<RecordSlice> refused = new ArrayList<>();

        for (int i = 0; i < 10_000; i++) {
            refused.addAll(lines.add(Unpooled.wrappedBuffer("x".repeat(1_024).getBytes(UTF_8))));

            assertThat(budget.taken()).isLessThan(200_000);
        }
        List<RecordSlice> afterwards = lines.add(Unpooled.wrappedBuffer("x\n{\"a\":1}\n".getBytes(UTF_8)));

        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().refusal()).isNotNull();
        assertThat(afterwards).extracting(LineBufferTest::show).containsExactly("{\"a\":1}");
    }

    @Test
    void refusesALongLineWhenMemoryIsShortAndGoesOnAfterIt() {
        ByteBudget small = new ByteBudget(6_000);
        LineBuffer lines = new LineBuffer(100_000, small.share());

        lines.add(Unpooled.wrappedBuffer("y".repeat(5_000).getBytes(UTF_8)));
        List<RecordSlice> refused =
                lines.add(Unpooled.wrappedBuffer("y".repeat(5_000).getBytes(UTF_8)));
        List<RecordSlice> afterwards = lines.add(Unpooled.wrappedBuffer("y\nok\n".getBytes(UTF_8)));

        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().refusal()).isNotNull();
        assertThat(afterwards).extracting(LineBufferTest::show).containsExactly("ok");
    }

    @Test
    void anIdleConnectionKeepsNothingWhereMemoryIsShort() {
        ByteBudget small = new ByteBudget(100_000);
        small.take(60_000);
        LineBuffer lines = new LineBuffer(100_000, small.share());

        assertThat(lines.add(Unpooled.wrappedBuffer("{\"a\":1}\n".repeat(500).getBytes(UTF_8))))
                .hasSize(500);
        assertThat(lines.settle()).isNull();

        assertThat(small.taken()).isEqualTo(60_000);
    }

    @Test
    void whereItsClientHoldsMuchAnIdleConnectionKeepsNothing() {
        ByteBudget large = new ByteBudget(1_000_000, 100_000);
        large.share().of("a").take(60_000);
        LineBuffer lines = new LineBuffer(100_000, large.share().of("a"));
        LineBuffer ofAnother = new LineBuffer(100_000, large.share().of("b"));

        for (LineBuffer each : List.of(lines, ofAnother)) {
            each.add(Unpooled.wrappedBuffer("{\"a\":1}\n".repeat(500).getBytes(UTF_8)));
            assertThat(each.settle()).isNull();
        }

        assertThat(large.taken()).isEqualTo(60_000 + 4_096);
    }

    @Test
    void withoutMemoryAUsualLineIsFinishedAndALongOneRefused() {
        ByteBudget none = new ByteBudget(1);
        LineBuffer lines = new LineBuffer(100_000, none.share());

        List<RecordSlice> first = lines.add(Unpooled.wrappedBuffer("whole\nha".getBytes(UTF_8)));
        assertThat(first).extracting(LineBufferTest::show).containsExactly("whole");
        assertThat(lines.settle()).isNull();
        List<RecordSlice> second = lines.add(Unpooled.wrappedBuffer(("lf\n" + "y".repeat(9_000)).getBytes(UTF_8)));
        assertThat(second).extracting(LineBufferTest::show).containsExactly("half");
        assertThat(lines.settle()).extracting(LineBufferTest::show).isEqualTo("refused");
        assertThat(none.taken()).isZero();
        List<RecordSlice> third = lines.add(Unpooled.wrappedBuffer("y\nok\n".getBytes(UTF_8)));

        assertThat(third).extracting(LineBufferTest::show).containsExactly("ok");
        assertThat(lines.settle()).isNull();
        assertThat(none.taken()).isZero();
    }

    /** The same by a simpler way: split the whole stream. */
    private static List<String> expected(byte[] stream) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= stream.length; i++) {
            if (i == stream.length || stream[i] == '\n') {
                String line = new String(stream, start, i - start, UTF_8);
                if (line.length() > MAX_LINE) {
                    lines.add("refused " + line.length() / MAX_LINE);
                } else if (!line.isBlank()) {
                    lines.add(line.strip());
                }
                start = i + 1;
            }
        }
        return lines.stream()
                .map(line -> line.startsWith("refused") ? "refused" : line)
                .toList();
    }

    private static String show(RecordSlice line) {
        return line.refusal() != null
                ? "refused"
                : new String(Arrays.copyOfRange(line.bytes(), line.from(), line.to()), UTF_8);
    }

    private static byte[] randomStream(Random random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(60); i > 0; i--) {
            String line = switch (random.nextInt(8)) {
                case 0 -> "";
                case 1 -> "\r";
                case 2 -> "x".repeat(MAX_LINE);
                case 3 -> "x".repeat(MAX_LINE + 1 + random.nextInt(20_000));
                case 4 -> "with carriage return\r";
                default -> "line " + random.nextInt(1_000) + "y".repeat(random.nextInt(300));
            };
            stream.writeBytes(line.getBytes(UTF_8));
            if (i > 1 || random.nextBoolean()) {
                stream.write('\n');
            }
        }
        return stream.toByteArray();
    }
}
