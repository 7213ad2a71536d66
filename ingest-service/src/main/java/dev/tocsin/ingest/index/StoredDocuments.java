package dev.tocsin.ingest.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;

/**
 * Compares events with the documents that have their ids. How long those are is not known before they are fetched, and
 * who gives ids chooses it: an answer may be little longer than what we have ourselves, and what is longer is another
 * document. All that is fetched at a time, by whatever bulk, shares one room. What is too much for one answer is asked
 * for in parts. Thread-safe.
 */
final class StoredDocuments {
    /** At a time, to begin with and at most: after an answer twice as many, after none half of it. */
    private static final int FIRST = 8;

    private static final int MOST = 200;

    /** Numbers can be written out: 1e6 as 1000000.0. */
    private static final int TIMES_OURS = 3;

    /** What an id, and what stands around a document, can have. */
    private static final int AROUND = 1_024;

    /** For fields that were moved, which have their whole name where they are. */
    private static final int SLACK = 64 * 1_024;

    private final Presence presence;
    /** Bytes of answers; see the part of look-ups in {@code HeapShares}. */
    private final int roomBytes;

    private final Semaphore room;
    private volatile int atATime = FIRST;

    StoredDocuments(Presence presence, IndexSettings settings) {
        this.presence = presence;
        this.roomBytes = Math.max(1, settings.bulkBytes() / 4);
        this.room = new Semaphore(roomBytes, true);
    }

    /**
     * Looks into one index.
     *
     * @param found is given those whose id is there
     * @throws NotAnswered if for any of them it is not sure; then less is asked for at the next try
     */
    void compare(String index, List<Delivery> deliveries, Map<Delivery, Found> found) throws NotAnswered {
        Map<String, List<Delivery>> byId = new LinkedHashMap<>();
        deliveries.forEach(delivery ->
                byId.computeIfAbsent(delivery.id(), _ -> new ArrayList<>()).add(delivery));
        List<List<Delivery>> open = List.copyOf(byId.values());
        int most = atATime;
        while (!open.isEmpty()) {
            List<List<Delivery>> part = beginning(open, most);
            boolean fits;
            try {
                fits = comparePart(index, part, found);
            } catch (NotAnswered e) {
                // It may have been too much for Elasticsearch.
                atATime = Math.max(1, part.size() / 2);
                throw e;
            }
            if (!fits && part.size() > 1) {
                most = part.size() / 2;
                continue;
            }
            if (!fits) {
                part.getFirst().forEach(delivery -> found.put(delivery, Found.ANOTHER));
            }
            most = Math.min(MOST, 2 * most);
            open = open.subList(part.size(), open.size());
        }
        atATime = most;
    }

    private List<List<Delivery>> beginning(List<List<Delivery>> copies, int most) {
        long bytes = bytesOf(copies.getFirst());
        int end = 1;
        while (end < Math.min(most, copies.size())) {
            bytes += bytesOf(copies.get(end));
            if (bytes > roomBytes / 2) {
                break;
            }
            end++;
        }
        return copies.subList(0, end);
    }

    /** How long a document can be that is one of these. */
    private static long bytesOf(List<Delivery> copies) {
        long longest = 0;
        for (Delivery copy : copies) {
            longest = Math.max(longest, copy.event().document().length);
        }
        return TIMES_OURS * longest + AROUND;
    }

    /** False if the documents are longer than those that we have. */
    private boolean comparePart(String index, List<List<Delivery>> part, Map<Delivery, Found> found)
            throws NotAnswered {
        long bytes = SLACK;
        for (List<Delivery> copies : part) {
            bytes += bytesOf(copies);
        }
        int largest = (int) Math.min(bytes, Integer.MAX_VALUE);
        // One that is longer than all of the room has it alone.
        int taken = Math.min(largest, roomBytes);
        room.acquireUninterruptibly(taken);
        try {
            List<String> ids =
                    part.stream().map(copies -> copies.getFirst().id()).toList();
            Optional<List<JsonNode>> documents = presence.documents(index, ids, largest);
            if (documents.isEmpty()) {
                return false;
            }
            for (int i = 0; i < part.size(); i++) {
                JsonNode document = documents.get().get(i);
                if (!document.isMissingNode()) {
                    compare(SameDocument.of(document), part.get(i), found);
                }
            }
            return true;
        } finally {
            room.release(taken);
        }
    }

    private static void compare(SameDocument stored, List<Delivery> copies, Map<Delivery, Found> found) {
        for (Delivery copy : copies) {
            found.put(copy, stored.is(copy.event().document()) ? Found.OURS : Found.ANOTHER);
        }
    }
}
