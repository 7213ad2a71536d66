package dev.tocsin.ingest.receive;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.refused.DeadLetter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The event of a dead letter that Elasticsearch refused. Its file may have been edited meanwhile, and what is no event is
 * not let into the journal: a line end in a document would shift all lines of its bulk.
 *
 * @param event null if it is none
 * @param trouble why it is none; empty if it is one
 */
record UnindexedEvent(@Nullable LogEvent event, String trouble) {
    private static final JsonFactory JSON = new JsonFactory();

    /** As ours are made; to another one nothing of us may write, and it would be held aside for ever. */
    private static final Pattern STREAM = Pattern.compile("logs-[a-z0-9_.]{1,100}-tocsin[a-z0-9_.]{0,94}");

    static UnindexedEvent of(DeadLetter letter) {
        String id = letter.id();
        String stream = letter.dataStream();
        if (id == null || !EventId.isValid(id)) {
            return none("its id is none that an event may have");
        }
        if (stream == null || !STREAM.matcher(stream).matches()) {
            return none("its data stream is none that events are written to");
        }
        if (!isDocument(letter.raw())) {
            return none("its record is no document of an event");
        }
        return new UnindexedEvent(new LogEvent(new EventId(id), stream, letter.raw()), "");
    }

    private static UnindexedEvent none(String trouble) {
        return new UnindexedEvent(null, trouble + ": was its file edited? Replay it with a record in its place");
    }

    /** One JSON object in one line that ends with its object {@code event}, which has something in it. */
    private static boolean isDocument(byte[] raw) {
        if (raw.length < 4 || raw[raw.length - 1] != '}' || raw[raw.length - 2] != '}') {
            return false;
        }
        for (byte b : raw) {
            if (b == '\n' || b == '\r') {
                return false;
            }
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), raw)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean endsWithEvent = false;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean isEvent = parser.currentName().equals("event");
                endsWithEvent = parser.nextToken() == JsonToken.START_OBJECT && isEvent;
                if (endsWithEvent) {
                    endsWithEvent = parser.nextToken() == JsonToken.PROPERTY_NAME;
                    parser.nextToken();
                    parser.skipChildren();
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        parser.nextToken();
                        parser.skipChildren();
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return endsWithEvent && parser.nextToken() == null;
        } catch (JacksonException e) {
            return false;
        }
    }
}
