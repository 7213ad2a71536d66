package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.LogEvent;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.event.SiftedOut;
import dev.tocsin.ingest.receive.Batch;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.DecodingRoom;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.Ignored;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.RequestHead;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code _bulk}. {@code index} is taken as {@code create}: events are written once. An item is answered as created when
 * it is durable here; that its id was given before is found out when it is indexed, and makes no second event.
 */
final class BulkCall implements Call.Delivery {
    /** So long refusals are told in full: an answer is not to be many times its request. */
    private static final int ENOUGH_CHARS = 512 * 1_024;

    private final RequestHead head;
    private final @Nullable String target;
    private final long began = System.nanoTime();
    private final Unheeded unheeded;
    private List<BulkAction> actions = List.of();

    /** @param target of the path, for items that name none; null without */
    BulkCall(RequestHead head, @Nullable String target) {
        this.head = head;
        this.target = target;
        this.unheeded = new Unheeded(head);
    }

    @Override
    public List<RecordSlice> cut(byte[] body, int length, DecodingRoom room) {
        BulkBody read = BulkBody.read(body, length, target, unheeded);
        actions = read.actions();
        return read.records();
    }

    @Override
    public Map<Ignored, Integer> ignored() {
        return unheeded.of(actions.size());
    }

    @Override
    public HttpAnswer answer(Batch batch, List<EventId> ids) {
        StringBuilder json = new StringBuilder(64 + 120 * actions.size());
        json.append("{\"took\":").append((System.nanoTime() - began) / 1_000_000);
        json.append(",\"errors\":").append(batch.fates().stream().anyMatch(fate -> fate instanceof MalformedRecord));
        json.append(",\"items\":[");
        Iterator<EventId> id = ids.iterator();
        BitSet letters = batch.letters();
        int toldChars = 0;
        String comma = "";
        for (int item = 0; item < actions.size(); item++) {
            BulkAction action = actions.get(item);
            json.append(comma).append("{\"").append(action.kind().word()).append("\":");
            switch (batch.fates().get(item)) {
                case LogEvent event -> ItemAnswer.append(json, event.dataStream(), id.next(), "\"status\":201");
                case SiftedOut out -> ItemAnswer.append(json, action.claim(), out, "\"status\":200");
                case MalformedRecord refusal -> {
                    int length = json.length();
                    ItemAnswer.append(json, action.claim(), refusal, letters.get(item), toldChars < ENOUGH_CHARS);
                    toldChars += json.length() - length;
                }
            }
            json.append('}');
            comma = ",";
        }
        json.append("]}");
        return ElasticAnswer.json(200, json.toString(), head);
    }
}
