package dev.tocsin.ingest.enrich;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records that mean ill: known names in wrong types and places, odd names, all kinds of values, nested at will. */
@NullMarked
public final class RandomRecords {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Names that mean something, so that they meet each other. */
    private static final List<String> NAMES = names();

    private RandomRecords() {}

    public static ObjectNode next(Random random) {
        return ofService(null, random);
    }

    /** Its service is what is given, whatever else it says; then it has an id that no other has. */
    public static ObjectNode ofService(@Nullable String service, Random random) {
        ObjectNode record = MAPPER.createObjectNode();
        String id = service + "." + random.nextLong();
        if (service != null) {
            record.put("service.name", service).put("event.id", id);
        }
        fill(record, random, 0);
        if (service != null) {
            record.put("service.name", service).put("event.id", id);
        }
        return record;
    }

    private static void fill(ObjectNode object, Random random, int depth) {
        for (int i = random.nextInt(8); i >= 0; i--) {
            object.set(randomName(random), randomValue(random, depth));
        }
    }

    private static JsonNode randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 7 : 10)) {
            case 0 -> MAPPER.getNodeFactory().numberNode(random.nextInt(1_000));
            case 1 -> MAPPER.getNodeFactory().numberNode(BigDecimal.valueOf(random.nextInt(100_000), 2));
            case 2 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> MAPPER.getNodeFactory().numberNode(1_795_398_191_180L);
            case 4 -> MAPPER.getNodeFactory().numberNode(random.nextLong());
            case 5, 6 -> MAPPER.getNodeFactory().stringNode(randomText(random));
            case 7 -> {
                ArrayNode array = MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(randomValue(random, depth + 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = MAPPER.createObjectNode();
                fill(object, random, depth + 1);
                yield object;
            }
        };
    }

    private static String randomText(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> "2026-11-23T01:00:00+01:00";
            case 1 -> "10.1.2." + random.nextInt(300);
            case 2 -> "warning";
            case 3 -> "a.B: message " + random.nextInt(100) + "\n\tat a.B.c(B.java:1)";
            case 4 -> Integer.toString(random.nextInt());
            case 5 -> "é€😀\u0000\u2028\"\\\t" + random.nextInt(100);
            case 6 -> "";
            default -> "text " + random.nextInt(1_000);
        };
    }

    private static String randomName(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "k" + random.nextInt(60);
            case 1 ->
                List.of("", ".", "a..b", " ", "x\u0000y", "ü", "event.", ".event")
                        .get(random.nextInt(8));
            default -> NAMES.get(random.nextInt(NAMES.size()));
        };
    }

    private static List<String> names() {
        Set<String> names = new TreeSet<>();
        for (EcsField field : EcsFields.ALL) {
            names.add(field.path());
            names.addAll(field.aliases());
            names.addAll(List.of(field.path().split("\\.")));
        }
        names.addAll(List.of("labels", "numeric_labels", "labels_overflow", "labels.x", "numeric_labels.x", "x"));
        names.addAll(List.of("event.ingested", "_id", "@version", "a", "b"));
        return List.copyOf(names);
    }
}
