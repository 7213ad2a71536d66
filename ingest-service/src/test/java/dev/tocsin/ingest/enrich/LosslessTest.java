package dev.tocsin.ingest.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.ingest.event.LogEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is sent, each of its values is found in the document again. */
class LosslessTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyLeafOfARandomObjectIsFoundAgain(long seed) {
        Random random = new Random(seed);
        Decoding decoding = new Decoding(new EnrichSettings("tocsin", 20, 40, Duration.ofHours(24), Duration.ZERO));
        for (int round = 0; round < 1_500; round++) {
            ObjectNode record = RandomRecords.next(random);
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
                        .as(() -> "seed %d leaf %s of %s in %s".formatted(seed, leaf, text, written))
                        .anyMatch(found::contains);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void itsDocumentIsTheSameWhateverWasReadBefore(long seed) {
        Random random = new Random(seed);
        EnrichSettings settings = new EnrichSettings("tocsin", 100_000, 100_000, Duration.ofHours(24), Duration.ZERO);
        Decoding reused = new Decoding(settings);
        List<ObjectNode> shapes = Stream.generate(() -> RandomRecords.next(random))
                .filter(record -> !record.isEmpty())
                .limit(6)
                .toList();
        for (int round = 0; round < 2_000; round++) {
            String text =
                    varied(shapes.get(random.nextInt(shapes.size())), random).toString();

            assertThat(new String(reused.event(text).document(), StandardCharsets.UTF_8))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(new String(new Decoding(settings).event(text).document(), StandardCharsets.UTF_8));
        }
    }

    /** The same names at the same places, mostly, with values that fit or not. */
    private static ObjectNode varied(ObjectNode shape, Random random) {
        ObjectNode record = shape.deepCopy();
        List<String> values =
                List.of("2026-11-23T01:00:00Z", "2026-11-23T01:00:00+01:00", "1999", "-1", "x", "", "10.0.0.1");
        for (String name : List.copyOf(shape.propertyNames())) {
            switch (random.nextInt(6)) {
                case 0 -> record.put(name, values.get(random.nextInt(values.size())));
                case 1 -> record.put(name, random.nextInt(100));
                case 2 -> record.put(name, random.nextBoolean());
                default -> {}
            }
        }
        if (random.nextInt(8) == 0) {
            record.put("message", "one more");
        }
        return record.put("k", "never empty");
    }

    private static final Map<String, String> LEVELS = Map.of(
            "warning", "WARN", "10", "TRACE", "20", "DEBUG", "30", "INFO", "40", "WARN", "50", "ERROR", "60", "FATAL");

    /** The forms that a value may be written in: itself, and the documented normal forms of times, levels, numbers. */
    private static List<String> spellings(JsonNode leaf) {
        String text = leaf.asString();
        List<String> spellings = new ArrayList<>(List.of(text, text.strip(), text.toUpperCase(Locale.ROOT)));
        spellings.add(LEVELS.getOrDefault(text, text));
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

    private static void collect(JsonNode node, List<JsonNode> leaves) {
        if (node.isContainer()) {
            node.forEach(child -> collect(child, leaves));
        } else if (!node.isNull()) {
            leaves.add(node);
        }
    }
}
