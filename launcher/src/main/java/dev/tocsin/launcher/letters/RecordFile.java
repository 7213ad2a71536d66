package dev.tocsin.launcher.letters;

import dev.tocsin.launcher.terminal.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A mended record. */
final class RecordFile {
    /** More than the ingest service takes. */
    private static final int MOST_BYTES = 4 * 1_024 * 1_024;

    private RecordFile() {}

    /**
     * Reads it, without the white space around it.
     *
     * @param name of the file; {@code -} for what is piped in
     * @throws Problem if it cannot be read, or is no text
     */
    static String read(String name, InputStream piped) throws IOException {
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
        String record = text(name, bytes).strip();
        if (record.isEmpty()) {
            throw new Problem("--with " + name + ": there is nothing in it");
        }
        return record;
    }

    private static byte[] bytesOf(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private static String text(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Problem("--with " + name + " is no text in UTF-8", e);
        }
    }
}
