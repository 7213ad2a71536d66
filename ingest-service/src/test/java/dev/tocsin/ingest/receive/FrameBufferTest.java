package dev.tocsin.ingest.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameBufferTest {
    private static final int MAX_LINE = 2_000;

    private final ByteBudget budget = new ByteBudget(1_000_000);

    @Test
    void cutsAnyStreamInAnyChunksLikeOneThatIsReadAtOnce() {
        long seed = 5170L;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] stream = randomStream(random);
            FrameBuffer lines = new FrameBuffer(Framing.LINES, MAX_LINE, budget.share());
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
    void theLimitMayChangeAtAnyByteAndNothingBehindItIsCutElsewhere() {
        long seed = 20_261_130L;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            int lines = 1 + random.nextInt(30);
            for (int i = 0; i < lines; i++) {
                stream.writeBytes((i + ":" + "x".repeat(random.nextInt(3_000)) + "\n").getBytes(ISO_8859_1));
            }
            FrameBuffer frames = new FrameBuffer(Framing.LINES, MAX_LINE, budget.share());
            List<String> read = new ArrayList<>();

            byte[] bytes = stream.toByteArray();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(2_000));
                frames.limit(1_024 + random.nextInt(2_000));
                frames.add(Unpooled.wrappedBuffer(bytes, from, to - from)).forEach(frame -> read.add(show(frame)));
                from = to;
            }

            assertThat(read).as("seed %d round %d", seed, round).hasSize(lines);
            frames.release();
            assertThat(budget.taken()).isZero();
        }
    }

    @Test
    void framesOfBothKindsInAnyChunksAreThoseThatWereSent() {
        long seed = 6587L;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            List<String> sent = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                send(random, stream, sent);
            }
            boolean endsBadly = random.nextInt(4) == 0;
            if (endsBadly) {
                String noCount =
                        List.of("12345678 m", "12m", "1\n", "7:", "9999999x").get(random.nextInt(5));
                stream.writeBytes((noCount + " and more\n<1>lost").getBytes(ISO_8859_1));
                sent.add("refused");
            }
            FrameBuffer frames = new FrameBuffer(Framing.LINES_OR_COUNTED, MAX_LINE, budget.share());
            List<String> read = new ArrayList<>();

            byte[] bytes = stream.toByteArray();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(round % 2 == 0 ? 50 : 80_000));
                frames.add(Unpooled.wrappedBuffer(bytes, from, to - from)).forEach(frame -> read.add(show(frame)));
                assertThat(frames.settle()).isNull();
                from = to;
            }

            assertThat(read).as("seed %d round %d", seed, round).isEqualTo(sent);
            assertThat(frames.isBroken()).isEqualTo(endsBadly);
            assertThat(frames.takeRest()).isNull();
            assertThat(frames.isInsideFrame()).isFalse();
            frames.release();
            assertThat(budget.taken()).isZero();
        }
    }

    @Test
    void whatEndsBeforeItsLengthIsRefusedAndAnUnfinishedLineIsNot() {
        for (String unfinished : List.of("5", "50 ", "50 <1>m", "1234567")) {
            FrameBuffer frames = new FrameBuffer(Framing.LINES_OR_COUNTED, MAX_LINE, budget.share());
            assertThat(frames.add(Unpooled.wrappedBuffer(("4 <1>m" + unfinished).getBytes(UTF_8))))
                    .hasSize(1);

            assertThat(frames.takeRest())
                    .isNotNull()
                    .extracting(FrameBufferTest::show)
                    .isEqualTo("refused");
        }
        FrameBuffer frames = new FrameBuffer(Framing.LINES_OR_COUNTED, MAX_LINE, budget.share());
        frames.add(Unpooled.wrappedBuffer("<1>m\r\0".getBytes(UTF_8)));
        assertThat(frames.takeRest())
                .isNotNull()
                .extracting(FrameBufferTest::show)
                .isEqualTo("<1>m");
    }

    @Test
    void aCountedFrameThatFindsNoMemoryIsSkippedToItsEnd() {
        ByteBudget small = new ByteBudget(6_000);
        FrameBuffer frames = new FrameBuffer(Framing.LINES_OR_COUNTED, 100_000, small.share());

        frames.add(Unpooled.wrappedBuffer(("20000 " + "\n".repeat(5_000)).getBytes(UTF_8)));
        List<RecordSlice> refused =
                frames.add(Unpooled.wrappedBuffer("\n".repeat(5_000).getBytes(UTF_8)));
        List<RecordSlice> afterwards =
                frames.add(Unpooled.wrappedBuffer(("\n".repeat(10_000) + "5 <1>ok<1>line\n").getBytes(UTF_8)));

        assertThat(refused).extracting(FrameBufferTest::show).containsExactly("refused");
        assertThat(afterwards).extracting(FrameBufferTest::show).containsExactly("<1>ok", "<1>line");
    }

    private static void send(Random random, ByteArrayOutputStream stream, List<String> sent) {
        switch (random.nextInt(8)) {
            case 0 ->
                stream.writeBytes(
                        List.of("\n", "\r\n", "\0\n").get(random.nextInt(3)).getBytes(UTF_8));
            case 1 -> {
                int length = MAX_LINE + 1 + random.nextInt(random.nextBoolean() ? 200 : 100_000);
                stream.writeBytes((length + " " + "\n".repeat(length)).getBytes(UTF_8));
                sent.add("refused");
            }
            case 2 -> {
                stream.writeBytes(("<1>" + "x".repeat(MAX_LINE) + "\n").getBytes(UTF_8));
                sent.add("refused");
            }
            case 3, 4 -> {
                String line = "<1>" + "5 y".repeat(random.nextInt(300)) + "!";
                stream.writeBytes((line + List.of("\n", "\r\n", "\0\n").get(random.nextInt(3))).getBytes(UTF_8));
                sent.add(line);
            }
            default -> {
                // Whatever is in it, ends of lines and what looks like a count too.
                String counted = "<1>" + "7 \n\0\r9 z".repeat(random.nextInt(150)) + "\n".repeat(random.nextInt(2));
                stream.writeBytes((counted.length() + " " + counted).getBytes(UTF_8));
                sent.add(counted);
            }
        }
    }

    @Test
    void holdsNoMoreMemoryThanOneLineMayHaveHoweverLongItIs() {
        FrameBuffer lines = new FrameBuffer(Framing.LINES, MAX_LINE, budget.share());
        List<RecordSlice> refused = new ArrayList<>();

        for (int i = 0; i < 10_000; i++) {
            refused.addAll(lines.add(Unpooled.wrappedBuffer("x".repeat(1_024).getBytes(UTF_8))));

            assertThat(budget.taken()).isLessThan(200_000);
        }
        List<RecordSlice> afterwards = lines.add(Unpooled.wrappedBuffer("x\n{\"a\":1}\n".getBytes(UTF_8)));

        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().refusal()).isNotNull();
        assertThat(afterwards).extracting(FrameBufferTest::show).containsExactly("{\"a\":1}");
    }

    @Test
    void refusesALongLineWhenMemoryIsShortAndGoesOnAfterIt() {
        ByteBudget small = new ByteBudget(6_000);
        FrameBuffer lines = new FrameBuffer(Framing.LINES, 100_000, small.share());

        lines.add(Unpooled.wrappedBuffer("y".repeat(5_000).getBytes(UTF_8)));
        List<RecordSlice> refused =
                lines.add(Unpooled.wrappedBuffer("y".repeat(5_000).getBytes(UTF_8)));
        List<RecordSlice> afterwards = lines.add(Unpooled.wrappedBuffer("y\nok\n".getBytes(UTF_8)));

        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().refusal()).isNotNull();
        assertThat(afterwards).extracting(FrameBufferTest::show).containsExactly("ok");
    }

    @Test
    void anIdleConnectionKeepsNothingWhereMemoryIsShort() {
        ByteBudget small = new ByteBudget(100_000);
        small.share().take(60_000);
        FrameBuffer lines = new FrameBuffer(Framing.LINES, 100_000, small.share());

        assertThat(lines.add(Unpooled.wrappedBuffer("{\"a\":1}\n".repeat(500).getBytes(UTF_8))))
                .hasSize(500);
        assertThat(lines.settle()).isNull();

        assertThat(small.taken()).isEqualTo(60_000);
    }

    @Test
    void whereItsClientHoldsMuchAnIdleConnectionKeepsNothing() {
        ByteBudget large = new ByteBudget(1_000_000).limitClient(100_000);
        large.share().of("a").take(60_000);
        FrameBuffer lines =
                new FrameBuffer(Framing.LINES, 100_000, large.share().of("a"));
        FrameBuffer ofAnother =
                new FrameBuffer(Framing.LINES, 100_000, large.share().of("b"));

        for (FrameBuffer each : List.of(lines, ofAnother)) {
            each.add(Unpooled.wrappedBuffer("{\"a\":1}\n".repeat(500).getBytes(UTF_8)));
            assertThat(each.settle()).isNull();
        }

        assertThat(large.taken()).isEqualTo(60_000 + 4_096);
    }

    @Test
    void withoutMemoryAUsualLineIsFinishedAndALongOneRefused() {
        ByteBudget none = new ByteBudget(1);
        FrameBuffer lines = new FrameBuffer(Framing.LINES, 100_000, none.share());

        List<RecordSlice> first = lines.add(Unpooled.wrappedBuffer("whole\nha".getBytes(UTF_8)));
        assertThat(first).extracting(FrameBufferTest::show).containsExactly("whole");
        assertThat(lines.settle()).isNull();
        List<RecordSlice> second = lines.add(Unpooled.wrappedBuffer(("lf\n" + "y".repeat(9_000)).getBytes(UTF_8)));
        assertThat(second).extracting(FrameBufferTest::show).containsExactly("half");
        assertThat(lines.settle()).extracting(FrameBufferTest::show).isEqualTo("refused");
        assertThat(none.taken()).isZero();
        List<RecordSlice> third = lines.add(Unpooled.wrappedBuffer("y\nok\n".getBytes(UTF_8)));

        assertThat(third).extracting(FrameBufferTest::show).containsExactly("ok");
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
