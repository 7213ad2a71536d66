package dev.tocsin.ingest.receive.events;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.journal.Settled;
import dev.tocsin.ingest.receive.Batch;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.DecodingRoom;
import dev.tocsin.ingest.receive.Dialect;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.Refusal;
import dev.tocsin.ingest.receive.RequestHead;
import dev.tocsin.ingest.receive.RequestRefused;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tocsin's own: {@code POST /v1/events} with one JSON object per line or an array of them; the answer tells the fate of
 * each record.
 */
public final class EventsDialect implements Dialect {
    private static final String PATH = "/v1/events";

    @Override
    public boolean speaks(String path) {
        return path.equals(PATH);
    }

    @Override
    public String offer() {
        return "POST " + PATH;
    }

    @Override
    public Call begin(RequestHead head) {
        if (!head.method().equals(HttpMethod.POST)) {
            throw new RequestRefused(
                    new Refusal(405, "only POST is possible here", "POST events to " + PATH, Map.of("Allow", "POST")));
        }
        head.requireOnly(Acknowledgement.PARAMETERS);
        return new Events(form(head.headers()), Acknowledgement.patience(head));
    }

    @Override
    public HttpAnswer refused(Refusal refusal, RequestHead head) {
        return EventsAnswer.of(refusal);
    }

    /** How the body is cut into records. */
    private enum Form {
        LINES,
        JSON,
        GUESS
    }

    private record Events(Form form, @Nullable Duration patience) implements Call.Delivery {
        @Override
        public List<RecordSlice> cut(byte[] body, int length, DecodingRoom room) {
            List<RecordSlice> records = records(body, length, room);
            if (records.isEmpty()) {
                throw new RequestRefused(400, "no event in the body", "send one JSON object per line");
            }
            return records;
        }

        private List<RecordSlice> records(byte[] body, int length, DecodingRoom room) {
            if (form == Form.LINES || (form == Form.GUESS && EventsBody.looksLikeLines(body, length))) {
                return EventsBody.lines(body, length);
            }
            try (DecodingRoom.Turn _ = room.toCut(length)) {
                return EventsBody.values(body, length);
            }
        }

        @Override
        public HttpAnswer answer(Batch batch, List<EventId> ids) {
            return EventsAnswer.ofRecords(batch.fates(), batch.letters(), ids);
        }

        @Override
        public HttpAnswer answer(Batch batch, List<EventId> ids, Settled settled) {
            return EventsAnswer.ofSettled(batch.fates(), batch.letters(), ids, settled);
        }
    }

    private static Form form(HttpHeaders headers) {
        String contentType = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        String[] parts = contentType.split(";");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported("the charset has to be UTF-8");
            }
        }
        return switch (parts[0].strip()) {
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "text/plain" -> Form.LINES;
            case "application/json" -> Form.JSON;
            case "" -> Form.GUESS;
            default ->
                throw unsupported("send application/x-ndjson (one event per line) or application/json (an array);"
                        + " with curl: -H 'Content-Type: application/x-ndjson' --data-binary @file");
        };
    }

    private static RequestRefused unsupported(String hint) {
        return new RequestRefused(415, "unsupported media type", hint);
    }
}
