package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.LogEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is sent, each of its values is found in the document again. */
class LosslessTest {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Names that mean something, so that they meet each other in wrong types and places. */
    private static final List<String> NAMES = names();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyLeafOfARandomObjectIsFoundAgain(long seed) {
        Random random = new Random(seed);
        Decoding decoding = new Decoding(new EnrichSettings("tocsin", 20, 40, Duration.ofHours(24)));
        for (int round = 0; round < 2_000; round++) {
            ObjectNode record = randomObject(random, 0);
            List<JsonNode> leaves = new ArrayList<>();
            collect(record, leaves);
            if (leaves.isEmpty()) {
                continue;
            }
            String text = record.toString();

            LogEvent event = decoding.event(text);

            Set<String> found = new TreeSet<>();
            List<JsonNode> written = new ArrayList<>();
            collect(Decoding.parse(event), written);
            written.forEach(leaf -> found.addAll(spellings(leaf)));
            for (JsonNode leaf : leaves) {
                assertThat(spellings(leaf))
                        .as(
                                "seed %d round %d leaf %s of %s in %s",
                                seed,
                                round,
                                leaf,
                                text,
                                new String(event.document(), java.nio.charset.StandardCharsets.UTF_8))
                        .anyMatch(found::contains);
            }
        }
    }

    /** The forms that a value may be written in: itself, and the documented normal forms of times, levels, numbers. */
    private static List<String> spellings(JsonNode leaf) {
        String text = leaf.asString();
        List<String> spellings = new ArrayList<>(List.of(text, text.strip(), text.toUpperCase(Locale.ROOT)));
        if (text.equals("warning")) {
            spellings.add("WARN");
        }
        if (text.equals("2026-11-23T01:00:00+01:00")) {
            spellings.add("2026-11-23T00:00:00Z");
        }
        if (text.matches("[0-9]{9,19}")) {
            BigDecimal seconds = new BigDecimal(text);
            int shift = text.length() >= 18 ? 9 : text.length() >= 15 ? 6 : text.length() >= 12 ? 3 : 0;
            BigDecimal[] parts = seconds.movePointLeft(shift).divideAndRemainder(BigDecimal.ONE);
            spellings.add(Instant.ofEpochSecond(
                            parts[0].longValue(), parts[1].movePointRight(9).longValue())
                    .toString());
        }
        if (leaf.isNumber()) {
            spellings.add(leaf.decimalValue().toPlainString());
            spellings.add(leaf.decimalValue().stripTrailingZeros().toPlainString());
        }
        return spellings;
    }

    private static ObjectNode randomObject(Random random, int depth) {
        ObjectNode object = MAPPER.createObjectNode();
        for (int i = random.nextInt(8); i >= 0; i--) {
            object.set(randomName(random), randomValue(random, depth));
        }
        return object;
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
            default -> randomObject(random, depth + 1);
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

    private static void collect(JsonNode node, List<JsonNode> leaves) {
        if (node.isContainer()) {
            node.forEach(child -> collect(child, leaves));
        } else if (!node.isNull()) {
            leaves.add(node);
        }
    }
}
