package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.Claim;
import dev.tocsin.ingest.event.EventId;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.receive.Batch;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.DecodingRoom;
import dev.tocsin.ingest.receive.HttpAnswer;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.RequestHead;
import java.util.List;

/** {@code _doc} and {@code _create}: one event, its document the body. */
record DocumentCall(RequestHead head, Claim claim) implements Call.Delivery {
    @Override
    public List<RecordSlice> cut(byte[] body, int length, DecodingRoom room) {
        return List.of(new RecordSlice(body, 0, length, null, claim));
    }

    @Override
    public HttpAnswer answer(Batch batch, List<EventId> ids) {
        StringBuilder json = new StringBuilder(200);
        MalformedRecord refusal = batch.refusals().getFirst();
        if (refusal == null) {
            String shards = "\"_shards\":{\"total\":1,\"successful\":1,\"failed\":0}";
            ItemAnswer.append(json, batch.events().getFirst().dataStream(), ids.getFirst(), shards);
            return ElasticAnswer.json(201, json.toString(), head);
        }
        ItemAnswer.append(json, claim, refusal, true);
        return ElasticAnswer.json(ItemAnswer.status(refusal), json.toString(), head);
    }
}
