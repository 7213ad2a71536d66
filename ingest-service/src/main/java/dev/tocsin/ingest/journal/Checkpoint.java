package dev.tocsin.ingest.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How far reading has come, as a line of text that a person can read.
 *
 * @param sequence of this checkpoint: the larger is the newer
 * @param position everything before it is done
 * @param ordinal how many events are before it
 * @param horizon nothing behind it was handed to the reader
 */
record Checkpoint(long sequence, long position, long ordinal, long horizon) {
    static final int BYTES = 256;
    private static final Pattern LINE = Pattern.compile(
            "(tocsin journal checkpoint 1: sequence (\\d+) position (\\d+) ordinal (\\d+) horizon (\\d+)) crc (\\d+) *\n");

    /** Always as many bytes, so that a file can be written over in place without asking the disk for more. */
    ByteBuffer encode() {
        String text = "tocsin journal checkpoint 1: sequence %d position %d ordinal %d horizon %d"
                .formatted(sequence, position, ordinal, horizon);
        String line = "%s crc %d".formatted(text, crc(text));
        return ByteBuffer.wrap("%-255s%n".formatted(line).replace("\r\n", "\n").getBytes(StandardCharsets.US_ASCII));
    }

    static Optional<Checkpoint> decode(ByteBuffer bytes) {
        String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
        Matcher line = LINE.matcher(text);
        try {
            if (line.matches() && Long.parseLong(line.group(6)) == crc(line.group(1))) {
                return Optional.of(new Checkpoint(
                        Long.parseLong(line.group(2)),
                        Long.parseLong(line.group(3)),
                        Long.parseLong(line.group(4)),
                        Long.parseLong(line.group(5))));
            }
        } catch (NumberFormatException e) {
            return Optional.empty(); // digits without end are damage like any other
        }
        return Optional.empty();
    }

    private static long crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return crc.getValue();
    }
}
