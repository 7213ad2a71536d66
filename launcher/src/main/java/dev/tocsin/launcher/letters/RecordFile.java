package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.Problem;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/** A mended record, as it was read from a file. */
final class RecordFile {
    /** More than the ingest service takes. */
    private static final int MOST_BYTES = 4 * 1_024 * 1_024;

    private final byte[] bytes;

    private RecordFile(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads it; a text without the white space around it, anything else as it is.
     *
     * @param name of the file; {@code -} for what is piped in
     * @throws Problem if it cannot be read
     */
    static RecordFile read(String name, InputStream piped) throws IOException {
        byte[] bytes;
        try {
            bytes = name.equals("-") ? piped.readNBytes(MOST_BYTES + 1) : bytesOf(Path.of(name));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new Problem("--with " + name + ": there is no such file", e);
        } catch (IOException e) {
            throw new Problem("--with " + name + " cannot be read: " + e.getMessage(), e);
        }
        if (bytes.length > MOST_BYTES) {
            throw new Problem("--with " + name
                    + " is larger than 4 MB: send such a record by the HTTP door, and drop the" + " letter");
        }
        RecordFile record = new RecordFile(bytes);
        if (record.isText() && record.text().isEmpty()) {
            throw new Problem("--with " + name + ": there is nothing in it");
        }
        return record;
    }

    /** As the ingest service wants it. */
    void addTo(JsonObjectBuilder order) {
        if (isText()) {
            order.add("record", text());
        } else {
            order.add("recordBase64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** In UTF-8 and without control characters, which protobuf has: the ingest service hands out what is text by the same rule. */
    private boolean isText() {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                && text.chars().allMatch(c -> c >= ' ' || c == '\t' || c == '\n' || c == '\r');
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    private static byte[] bytesOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }
}
