package dev.tocsin.ingest.enrich;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What stands around the values of certain known fields in a document: the objects of their paths, keys and commas. */
final class Skeleton {
    private final int[] fields;
    private final byte[][] befores;
    private final byte[] end;

    /**
     * Of these fields, in the table's order. Closes what it opens.
     *
     * @param opening what stands before the first
     */
    Skeleton(int[] fields, String opening) {
        this.fields = fields;
        this.befores = new byte[fields.length][];
        List<String> open = List.of();
        StringBuilder before = new StringBuilder(opening);
        for (int i = 0; i < fields.length; i++) {
            before.append(i == 0 ? "" : ",");
            List<String> path = List.of(EcsFields.ALL.get(fields[i]).path().split("\\."));
            List<String> objects = path.subList(0, path.size() - 1);
            int shared = 0;
            while (shared < Math.min(open.size(), objects.size())
                    && open.get(shared).equals(objects.get(shared))) {
                shared++;
            }
            before.insert(i == 0 ? before.length() : before.length() - 1, "}".repeat(open.size() - shared));
            objects.subList(shared, objects.size())
                    .forEach(object -> before.append('"').append(object).append("\":{"));
            before.append('"').append(path.getLast()).append("\":");
            befores[i] = ascii(before);
            before.setLength(0);
            open = objects;
        }
        this.end = ascii(before.append("}".repeat(open.size())));
    }

    private static byte[] ascii(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** How many fields it has. */
    int size() {
        return fields.length;
    }

    /** The number of one in {@link EcsFields#ALL}. */
    int field(int place) {
        return fields[place];
    }

    /** What stands before its value. */
    byte[] before(int place) {
        return befores[place];
    }

    /** What stands behind the last value. */
    byte[] end() {
        return end;
    }
}
