package dev.tocsin.ingest.journal;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How one event lies in a segment: mark, length, CRC32C over position, length and payload, payload. The mark starts
 * with a byte that is in no UTF-8 text, and the checksum knows the position: so after damage the next record is found,
 * and neither an old block of the disk nor the inside of a document is taken for one.
 *
 * <p>Payload: flags (1), append time in ms (8), length of id (2), length of stream (2), id, stream, document.
 */
final class RecordFormat {
    static final byte FIRST_BYTE = (byte) 0xFF;
    static final int PREFIX_BYTES = 12;
    static final int MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;
    private static final int MARK = 0xFF54_52FE;
    private static final int FIXED_BYTES = 13;
    private static final byte CLIENT_GAVE_ID = 1;

    private final CRC32C crc = new CRC32C();
    private final byte[] scratch = new byte[Long.BYTES + Integer.BYTES];
    private final ByteBuffer scratchBuffer = ByteBuffer.wrap(scratch);
    private byte[] lastStreamBytes = new byte[0];
    private String lastStream = "";
    private final byte[] ownId = new byte[IdMaker.LENGTH];
    private byte[] name = new byte[0];

    /** An upper bound of what the event takes, known before its position is. */
    static long bytesFor(LogEvent event) {
        int id = event.clientId() == null
                ? IdMaker.LENGTH
                : event.clientId().value().length();
        return PREFIX_BYTES + FIXED_BYTES + id + 3L * event.dataStream().length() + event.document().length;
    }

    /** Writes the event to the buffer, which has room, as the record at {@code position}. */
    void encode(LogEvent event, long appendedAt, long position, IdMaker ids, ByteBuffer into) {
        int start = into.position();
        EventId clientId = event.clientId();
        byte[] stream = streamBytes(event.dataStream());
        int idLength = clientId == null ? IdMaker.LENGTH : clientId.value().length();
        int length = FIXED_BYTES + idLength + stream.length + event.document().length;
        into.putInt(MARK).putInt(length).putInt(0);
        into.put(clientId == null ? 0 : CLIENT_GAVE_ID).putLong(appendedAt);
        into.putShort((short) idLength).putShort((short) stream.length);
        if (clientId == null) {
            ids.put(appendedAt, position, into);
        } else {
            for (int i = 0; i < idLength; i++) {
                into.put((byte) clientId.value().charAt(i));
            }
        }
        into.put(stream).put(event.document());
        int checksum = checksum(into.duplicate(), start + PREFIX_BYTES, length, position);
        into.putInt(start + 8, checksum);
    }

    private byte[] streamBytes(String stream) {
        if (!stream.equals(lastStream)) {
            lastStream = stream;
            lastStreamBytes = stream.getBytes(StandardCharsets.UTF_8);
        }
        return lastStreamBytes;
    }

    /** What the bytes at {@code at} are, if they were the record at {@code position}. */
    Look look(ByteBuffer bytes, int at, long position) {
        int available = bytes.limit() - at;
        if (available < PREFIX_BYTES) {
            return Look.NEEDS_MORE;
        }
        int length = bytes.getInt(at + 4);
        if (bytes.getInt(at) != MARK || length < FIXED_BYTES || length > MAX_PAYLOAD_BYTES) {
            return Look.NOT_A_RECORD;
        }
        if (available < PREFIX_BYTES + length) {
            return Look.NEEDS_MORE;
        }
        boolean intact = bytes.getInt(at + 8) == checksum(bytes.duplicate(), at + PREFIX_BYTES, length, position);
        return intact ? Look.RECORD : Look.NOT_A_RECORD;
    }

    /** How long the record at {@code at} is or claims to be. */
    static int recordBytes(ByteBuffer bytes, int at) {
        return PREFIX_BYTES + bytes.getInt(at + 4);
    }

    /** The event of a record that {@link #look} found intact. */
    JournaledEvent decode(ByteBuffer bytes, int at, long position, long maybeSentBefore) {
        int length = bytes.getInt(at + 4);
        int payload = at + PREFIX_BYTES;
        boolean clientGaveId = (bytes.get(payload) & CLIENT_GAVE_ID) != 0;
        long appendedAt = bytes.getLong(payload + 1);
        int idLength = Short.toUnsignedInt(bytes.getShort(payload + 9));
        int streamLength = Short.toUnsignedInt(bytes.getShort(payload + 11));
        int idStart = payload + FIXED_BYTES;
        int documentStart = idStart + idLength + streamLength;
        byte[] document = new byte[length - FIXED_BYTES - idLength - streamLength];
        bytes.get(documentStart, document);
        return new JournaledEvent(
                position,
                position + PREFIX_BYTES + length,
                new EventId(id(bytes, idStart, idLength)),
                clientGaveId,
                position < maybeSentBefore,
                streamName(bytes, idStart + idLength, streamLength),
                document,
                appendedAt);
    }

    /** Whether the event of a record that {@link #look} found intact is of the data stream with this name. */
    static boolean isOf(ByteBuffer bytes, int at, byte[] dataStream) {
        int payload = at + PREFIX_BYTES;
        int idLength = Short.toUnsignedInt(bytes.getShort(payload + 9));
        int streamLength = Short.toUnsignedInt(bytes.getShort(payload + 11));
        return bytes.slice(payload + FIXED_BYTES + idLength, streamLength).equals(ByteBuffer.wrap(dataStream));
    }

    private String id(ByteBuffer bytes, int at, int length) {
        byte[] id = length == IdMaker.LENGTH ? ownId : new byte[length];
        bytes.get(at, id);
        return new String(id, StandardCharsets.US_ASCII);
    }

    /** Mostly the last one's. */
    private String streamName(ByteBuffer bytes, int at, int length) {
        if (name.length < length) {
            name = new byte[length];
        }
        bytes.get(at, name, 0, length);
        if (!Arrays.equals(name, 0, length, lastStreamBytes, 0, lastStreamBytes.length)) {
            lastStreamBytes = Arrays.copyOf(name, length);
            lastStream = new String(lastStreamBytes, StandardCharsets.UTF_8);
        }
        return lastStream;
    }

    private int checksum(ByteBuffer bytes, int at, int length, long position) {
        scratchBuffer.putLong(0, position).putInt(Long.BYTES, length);
        crc.reset();
        crc.update(scratch);
        crc.update(bytes.limit(at + length).position(at));
        return (int) crc.getValue();
    }

    /** Why an event cannot be kept at all; null if it can. */
    static @Nullable String refusal(LogEvent event) {
        if (event.dataStream().length() > 1024) {
            return "the name of the data stream is longer than 1024 characters";
        }
        return bytesFor(event) > MAX_PAYLOAD_BYTES ? "the event is larger than " + MAX_PAYLOAD_BYTES + " bytes" : null;
    }

    /** What bytes are. */
    enum Look {
        RECORD,
        NOT_A_RECORD,
        NEEDS_MORE
    }
}
