package dev.tocsin.ingest.sift;

import dev.tocsin.ingest.enrich.EcsFields;
import dev.tocsin.ingest.enrich.EventFields;
import java.util.List;

/** A number made of an event, evenly spread: of its trace if it has one, else of what tells it from others. */
final class SampleKey {
    private static final int TRACE = EcsFields.indexOf("trace.id");
    private static final int[] OTHERWISE = List.of(
                    "@timestamp",
                    "message",
                    "log.logger",
                    "service.name",
                    "host.name",
                    "process.pid",
                    "process.thread.name")
            .stream()
            .mapToInt(EcsFields::indexOf)
            .toArray();

    private long hash = 0xcbf29ce484222325L;

    private SampleKey() {}

    static long of(EventFields event) {
        SampleKey key = new SampleKey();
        if (!event.any(TRACE, trace -> isOne(trace) && key.add(trace))) {
            for (int field : OTHERWISE) {
                event.any(field, key::add);
            }
        }
        return key.spread();
    }

    /** Where there is no trace, some write an empty one or zeros. */
    private static boolean isOne(String trace) {
        for (int i = 0; i < trace.length(); i++) {
            if ("0- ".indexOf(trace.charAt(i)) < 0) {
                return true;
            }
        }
        return false;
    }

    private boolean add(String value) {
        for (int i = 0; i < value.length(); i++) {
            hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
        }
        return true;
    }

    /** The low bits of the hash alone are not even. */
    private long spread() {
        long h = hash;
        h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
