package dev.tocsin.ingest.receive.elastic;

import dev.tocsin.ingest.event.JsonBytes;
import dev.tocsin.ingest.event.MalformedRecord;
import dev.tocsin.ingest.receive.BodyLines;
import dev.tocsin.ingest.receive.Call;
import dev.tocsin.ingest.receive.RecordSlice;
import dev.tocsin.ingest.receive.RequestRefused;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a bulk, cut: action lines, each but those of deletes with a line of source behind it. An action line that
 * cannot be read refuses the whole, for what follows it cannot be told apart; anything else is one item's affair.
 *
 * @param actions of the records, in order
 */
record BulkBody(List<RecordSlice> records, List<BulkAction> actions) {
    private static final MalformedRecord NOT_WRITTEN = MalformedRecord.notDoneHere(
            "only create and index are possible",
            "events are neither changed nor deleted here; nothing was kept of it");

    /**
     * Throws {@link RequestRefused} if it is none.
     *
     * @param target of the request's path, for items that name none; null without
     * @param unheeded told what is asked for besides
     */
    static BulkBody read(byte[] body, int length, @Nullable String target, Unheeded unheeded) {
        List<RecordSlice> records = new ArrayList<>();
        List<BulkAction> actions = new ArrayList<>();
        int line = 0;
        String before = target;
        for (int at = 0; at < length; ) {
            int end = JsonBytes.firstLineFeed(body, at, length);
            line++;
            if (isBlank(body, at, end)) {
                at = end + 1;
                continue;
            }
            if (records.size() == Call.Delivery.MOST_RECORDS) {
                throw new RequestRefused(
                        413,
                        "more than " + Call.Delivery.MOST_RECORDS + " items in one request",
                        "send smaller requests");
            }
            BulkAction action =
                    BulkAction.read(body, at, end, line, target, unheeded).sharing(before);
            before = action.claim().target();
            if (action.kind().hasSource()) {
                at = end + 1;
                if (at >= length) {
                    throw new RequestRefused(
                            400,
                            "the action in line " + line + " has no source behind it",
                            "the body is cut off, and nothing was kept: send it whole");
                }
                end = JsonBytes.firstLineFeed(body, at, length);
                line++;
            }
            records.add(new RecordSlice(
                    body,
                    at,
                    withoutReturn(body, at, end),
                    action.kind().writesEvents() ? null : NOT_WRITTEN,
                    action.claim()));
            actions.add(action);
            at = end + 1;
        }
        if (records.isEmpty()) {
            throw new RequestRefused(
                    400, "no item in the body", "send an action line and a line of source for each event");
        }
        return new BulkBody(records, actions);
    }

    private static int withoutReturn(byte[] body, int from, int end) {
        return end > from && body[end - 1] == '\r' ? end - 1 : end;
    }

    private static boolean isBlank(byte[] body, int from, int end) {
        for (int i = from; i < end; i++) {
            if (!BodyLines.isBlank(body[i])) {
                return false;
            }
        }
        return true;
    }
}
