package dev.tocsin.ingest.receive.events;

import dev.tocsin.ingest.event.JsonBytes;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.receive.BodyLines;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.RequestRefused;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Cuts the body of a request into records. Throws {@link RequestRefused} if that cannot be done. */
final class EventsBody {
    /** Of UTF-16 and UTF-32, which the parser would guess, it does not know the places of values in the bytes. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
            .build();

    private EventsBody() {}

    /** One record per line, without white space around it; empty lines do not count. */
    static List<RecordSlice> lines(byte[] body, int length) {
        List<RecordSlice> records = new ArrayList<>();
        int start = 0;
        while (start < length) {
            int end = JsonBytes.firstLineFeed(body, start, length);
            int first = start;
            int last = end;
            while (first < last && BodyLines.isBlank(body[first])) {
                first++;
            }
            while (first < last && BodyLines.isBlank(body[last - 1])) {
                last--;
            }
            if (first < last) {
                add(RecordSlice.of(body, first, last), records);
            }
            start = end + 1;
        }
        return records;
    }

    /** The elements of an array, a single object, or several one after the other. */
    static List<RecordSlice> values(byte[] body, int length) {
        List<RecordSlice> records = new ArrayList<>();
        if (isWideText(body, length)) {
            return List.of(new RecordSlice(
                    body,
                    0,
                    length,
                    new MalformedRecord("UTF-16 or UTF-32, not UTF-8", 0, "encode the body as UTF-8")));
        }
        int start = byteOrderMark(body, length);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body, start, length - start)) {
            try {
                for (JsonToken root = parser.nextToken(); root != null; root = parser.nextToken()) {
                    if (root != JsonToken.START_ARRAY) {
                        add(value(parser, body, start), records);
                        continue;
                    }
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        add(value(parser, body, start), records);
                    }
                }
            } catch (JacksonException e) {
                return List.of(
                        new RecordSlice(
                                body,
                                0,
                                length,
                                new MalformedRecord(
                                        "broken JSON, so the events cannot be told apart",
                                        start + parser.currentLocation().getByteOffset(),
                                        "send one object per line as application/x-ndjson: then only the broken one is refused")));
            }
        }
        return records;
    }

    private static void add(RecordSlice record, List<RecordSlice> records) {
        if (records.size() == Call.Delivery.MOST_RECORDS) {
            throw new RequestRefused(
                    413, "more than " + Call.Delivery.MOST_RECORDS + " events in one request", "send smaller requests");
        }
        records.add(record);
    }

    /** What PowerShell and Windows call Unicode: a mark of its byte order, or zeros between the letters. */
    private static boolean isWideText(byte[] body, int length) {
        if (length < 2) {
            return false;
        }
        int mark = (body[0] & 0xff) << 8 | body[1] & 0xff;
        return mark == 0xfffe || mark == 0xfeff || body[0] == 0 || body[1] == 0;
    }

    private static int byteOrderMark(byte[] body, int length) {
        boolean marked = length >= 3 && body[0] == (byte) 0xef && body[1] == (byte) 0xbb && body[2] == (byte) 0xbf;
        return marked ? 3 : 0;
    }

    private static RecordSlice value(JsonParser parser, byte[] body, int start) {
        int from = start + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = start + (int) parser.currentLocation().getByteOffset();
        return RecordSlice.of(body, from, to);
    }

    /** Whether a body of unknown type looks like JSON lines, not like an array. */
    static boolean looksLikeLines(byte[] body, int length) {
        int i = 0;
        while (i < length && body[i] <= ' ') {
            i++;
        }
        return i == length || body[i] != '[';
    }
}
