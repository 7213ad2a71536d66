package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.Claim;
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
import java.util.List;
import java.util.Map;

/** {@code _doc} and {@code _create}: one event, its document the body. */
record DocumentCall(RequestHead head, Claim claim) implements Call.Delivery {
    @Override
    public List<RecordSlice> cut(byte[] body, int length, DecodingRoom room) {
        return List.of(new RecordSlice(body, 0, length, null, claim));
    }

    @Override
    public Map<Ignored, Integer> ignored() {
        return new Unheeded(head).of(1);
    }

    @Override
    public HttpAnswer answer(Batch batch, List<EventId> ids) {
        StringBuilder json = new StringBuilder(200);
        String shards = "\"_shards\":{\"total\":1,\"successful\":1,\"failed\":0}";
        int status = switch (batch.fates().getFirst()) {
            case LogEvent event -> {
                ItemAnswer.append(json, event.dataStream(), ids.getFirst(), shards);
                yield 201;
            }
            case SiftedOut out -> {
                ItemAnswer.append(json, claim, out, shards);
                yield 200;
            }
            case MalformedRecord refusal -> {
                ItemAnswer.append(json, claim, refusal, batch.letters().get(0), true);
                yield ItemAnswer.status(refusal);
            }
        };
        return ElasticAnswer.json(status, json.toString(), head);
    }
}
