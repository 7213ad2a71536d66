package dev.tocsin.ingest.index;

import dev.tocsin.ingest.event.JsonBytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/** Writes the body of a bulk into a buffer that is used again. Not thread-safe. */
final class BulkBody {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] INDEX = ascii("{\"create\":{\"_index\":\"");
    private static final byte[] ID = ascii("\",\"_id\":\"");
    private static final byte[] END_OF_ACTION = ascii("\"}}\n");
    private static final byte[] END_OF_DOCUMENT = ascii("}}\n");

    private byte[] bytes = new byte[64 * 1024];
    private int length;
    private String lastStream = "";
    private byte[] lastStreamBytes = new byte[0];

    /** Replaces the content; {@code ingested} is when these documents are sent. */
    void write(List<Delivery> deliveries, Instant ingested) {
        length = 0;
        byte[] splice = ascii("\"ingested\":\"" + TIME.format(ingested) + "\"");
        for (Delivery delivery : deliveries) {
            add(INDEX);
            add(escaped(delivery.stream()));
            add(ID);
            addAscii(delivery.id());
            add(END_OF_ACTION);
            addDocument(delivery.document(), splice);
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void addDocument(byte[] document, byte[] splice) {
        int open = document.length - 2;
        ensure(document.length + splice.length + 2);
        System.arraycopy(document, 0, bytes, length, open);
        int end = length + open;
        // A line break between two tokens, which is all that can be there, means nothing in JSON and would end the
        // document here.
        for (int i = JsonBytes.firstControl(bytes, length, end); i < end; i = JsonBytes.firstControl(bytes, i, end)) {
            bytes[i] = ' ';
        }
        length = end;
        if (document[open - 1] != '{') {
            bytes[length++] = ',';
        }
        add(splice);
        add(END_OF_DOCUMENT);
    }

    private byte[] escaped(String stream) {
        if (!stream.equals(lastStream)) {
            lastStream = stream;
            ByteArrayOutputStream escaped = new ByteArrayOutputStream();
            for (byte b : stream.getBytes(StandardCharsets.UTF_8)) {
                if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
                    escaped.writeBytes(ascii("\\u%04x".formatted((int) b)));
                } else {
                    escaped.write(b);
                }
            }
            lastStreamBytes = escaped.toByteArray();
        }
        return lastStreamBytes;
    }

    @SuppressWarnings("deprecation") // the one fast way to copy Latin-1 text into a byte[]
    private void addAscii(String text) {
        ensure(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    private void add(byte[] part) {
        ensure(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length + bytes.length / 2, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
